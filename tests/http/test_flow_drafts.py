"""Flows as files of BPMN over HTTP, and what trying them tells."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest
from fastapi import FastAPI

from tests.http.test_flows import hired
from tests.services.flows.office import END, START, flow, person
from tests.services.flows.office import app as office_app

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
MAIL = {"kind": "send_mail", "arguments": {"to": '"a@acme.cn"', "subject": '"Hello"', "text": '"Hello"'}}
MODELS = sorted((Path(__file__).parents[2].parent / "shared" / "bpmn").glob("*.bpmn"))
FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<!-- drawn elsewhere -->
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="urn:x" targetNamespace="urn:t">
  <message id="M1" name="paid"/>
  <process id="travel" name="差旅审批" x:owner="ann">
    <startEvent id="s"/><userTask id="u" name="经理审批"/><endEvent id="e"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="u"/><sequenceFlow id="f2" sourceRef="u" targetRef="e"/>
  </process>
</definitions>"""


async def published(app: FastAPI, administrator: httpx.AsyncClient) -> str:
    """Return the id of the one who approves orders."""
    bob, _ = await hired(app, administrator, "bob")
    nodes = [
        START,
        {"kind": "exclusive_gateway", "name": "large"},
        person("boss", bob),
        person("never", bob),
        END,
    ]
    ways = [("start", "large"), ("large", "boss", "amount > 10"), ("large", "end", ""), ("boss", "end")]
    ways += [("never", "end")]
    content = office_app(flow("approval", nodes, ways))
    answer = await administrator.post("/api/apps/office/publish", json={"content": content})
    assert answer.status_code == 200, answer.text
    me = (await administrator.get("/api/me")).json()["account"]["id"]
    await administrator.post("/api/grants", json={"role": "office.clerk", "account_id": me})
    return bob


async def tried(client: httpx.AsyncClient, flow_: str = "approval", **asked: Any) -> dict[str, Any]:
    """Return what trying a flow tells."""
    answer = await client.post(f"/api/flow-drafts/office/{flow_}/trial", json=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_flow_is_tried_by_a_seed_with_records_that_are_there(
    app: FastAPI, administrator: httpx.AsyncClient
) -> None:
    await published(app, administrator)
    for amount in (5, 50):
        values = {"title": "Chairs", "amount": amount}
        await administrator.post("/api/apps/office/forms/order/records", json={"values": values})
    found = await tried(administrator, instances=200, rejects=0.2, returns=0)
    assert (found["ran"], found["records"]) == (True, 2)
    assert [one["code"] for one in found["diagnostics"]] == ["unreachable-node"]
    entered = {one["node"]: one["entered"] for one in found["nodes"]}
    assert entered["start"] == 200
    assert 50 < entered["boss"] < 150
    assert entered["never"] == 0
    taken = {(one["source"], one["target"]): one["taken"] for one in found["edges"]}
    assert taken["large", "boss"] + taken["large", "end"] == 200
    assert sum(found["statuses"].values()) == 200
    assert found["statuses"]["rejected"] > 0
    assert [one["name"] for one in found["load"]] == ["Bob"]
    assert found["half"] <= found["most"]
    assert await tried(administrator, instances=200, rejects=0.2, returns=0) == found
    assert await tried(administrator, instances=200, rejects=0.2, returns=0, seed=2) != found


async def test_what_goes_wrong_in_a_trial_is_told(app: FastAPI, administrator: httpx.AsyncClient) -> None:
    await published(app, administrator)
    nodes = [START, {"kind": "service_task", "name": "mail", "effect": MAIL}, END]
    draft = (await administrator.get("/api/apps/office/draft")).json()
    draft["content"]["flows"]["mails"] = flow("mails", nodes, [("start", "mail"), ("mail", "end")], form=None)
    save = {"content": draft["content"], "base_version": draft["base_version"], "revision": draft["revision"]}
    answer = await administrator.put("/api/apps/office/draft", json=save)
    assert answer.status_code == 200, answer.text
    found = await tried(administrator, "mails", draft=True, fails=1.0, instances=10)
    (problem,) = found["problems"]
    assert (problem["count"], problem["stops"]) == (10, True)
    assert problem["message"]["zh-CN"]
    answer = await administrator.post("/api/flow-drafts/office/mails/trial", json={})
    assert answer.status_code == 404


async def test_a_flow_goes_out_as_bpmn_and_comes_back_into_a_draft(
    app: FastAPI, administrator: httpx.AsyncClient
) -> None:
    bob = await published(app, administrator)
    answer = await administrator.get("/api/flow-drafts/office/approval/bpmn")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].endswith('"approval.bpmn"')
    root = ET.fromstring(answer.content)
    (process,) = root.findall(f"{BPMN}process")
    assert len(process.findall(f"{BPMN}sequenceFlow")) == 5
    assert root.findall(".//{http://www.omg.org/spec/BPMN/20100524/DI}BPMNShape")
    done = await administrator.post("/api/flow-drafts/office/bpmn?flow=copied", content=answer.content)
    assert done.status_code == 200, done.text
    told = done.json()
    assert (told["flows"], told["fresh"], told["revision"]) == (["copied"], ["copied"], 1)
    assert [one["code"] for one in told["diagnostics"]] == ["unreachable-node"]
    draft = (await administrator.get("/api/apps/office/draft")).json()["content"]["flows"]
    assert draft["copied"]["form"] == "order"
    assert draft["copied"]["nodes"][2]["assignees"] == [{"kind": "person", "persons": [bob]}]
    again = await administrator.get("/api/flow-drafts/office/copied/bpmn?draft=true")
    assert again.status_code == 200
    assert (await administrator.get("/api/flow-drafts/office/copied/bpmn")).status_code == 404


async def test_a_file_drawn_elsewhere_becomes_a_draft_that_says_what_is_missing(
    app: FastAPI, administrator: httpx.AsyncClient
) -> None:
    await published(app, administrator)
    done = await administrator.post("/api/flow-drafts/office/bpmn?form=order", content=FOREIGN.encode())
    assert done.status_code == 200, done.text
    assert done.json()["flows"] == ["travel"]
    draft = (await administrator.get("/api/apps/office/draft")).json()["content"]["flows"]["travel"]
    assert (draft["label"]["zh-CN"], draft["form"]) == ("差旅审批", "order")
    back = await administrator.get("/api/flow-drafts/office/travel/bpmn?draft=true")
    assert "drawn elsewhere" in back.text
    assert 'owner="ann"' in back.text
    assert 'name="paid"' in back.text
    found = await tried(administrator, "travel", draft=True)
    assert found["ran"] is True
    two = FOREIGN.replace("</process>", "</process><process id='other'><startEvent id='o'/></process>")
    told = (await administrator.post("/api/flow-drafts/office/bpmn", content=two.encode())).json()
    assert told["flows"] == ["travel", "other"]
    assert "bpmn-several-processes" in [one["code"] for one in told["diagnostics"]]
    wrong = await administrator.post("/api/flow-drafts/office/bpmn", content=b"<html/>")
    assert (wrong.status_code, wrong.json()["diagnostics"][0]["code"]) == (422, "not-bpmn")


async def test_only_administrators_try_flows_and_exchange_them(app: FastAPI, administrator: httpx.AsyncClient) -> None:
    await published(app, administrator)
    _, cid = await hired(app, administrator, "cid")
    for answer in (
        await cid.get("/api/flow-drafts/office/approval/bpmn"),
        await cid.post("/api/flow-drafts/office/bpmn", content=FOREIGN.encode()),
        await cid.post("/api/flow-drafts/office/approval/trial", json={}),
    ):
        assert answer.status_code == 403


@pytest.mark.parametrize("data", [pytest.param(one.read_bytes(), id=one.stem) for one in MODELS])
async def test_reference_models_become_drafts(data: bytes, app: FastAPI, administrator: httpx.AsyncClient) -> None:
    await published(app, administrator)
    done = await administrator.post("/api/flow-drafts/office/bpmn", content=data)
    assert done.status_code == 200, done.text
    for name in done.json()["flows"]:
        back = await administrator.get(f"/api/flow-drafts/office/{name}/bpmn?draft=true")
        assert back.status_code == 200, back.text


TWO = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:t">
  <collaboration id="c"><participant id="p1" name="Buyer" processRef="buys"/>
    <participant id="p2" name="Seller" processRef="sells"/>
    <messageFlow id="m1" name="order" sourceRef="a" targetRef="d"/></collaboration>
  <process id="buys"><startEvent id="s"/><userTask id="a" name="Order"/><endEvent id="e"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/></process>
  <process id="sells"><startEvent id="t"/><userTask id="d" name="Deliver"/><endEvent id="g"/>
    <sequenceFlow id="f3" sourceRef="t" targetRef="d"/><sequenceFlow id="f4" sourceRef="d" targetRef="g"/></process>
</definitions>"""


async def test_what_joins_processes_of_a_file_is_kept_and_named(app: FastAPI, administrator: httpx.AsyncClient) -> None:
    await published(app, administrator)
    done = await administrator.post("/api/flow-drafts/office/bpmn", content=TWO)
    assert done.status_code == 200, done.text
    assert done.json()["flows"] == ["buys", "sells"]
    said = [(one["code"], one["message"]["en"]) for one in done.json()["diagnostics"]]
    assert "bpmn-several-processes" in dict(said)
    kept = " ".join(text for code, text in said if code == "bpmn-kept-only")
    for tag, count in (("participant", 2), ("messageFlow", 1), ("collaboration", 1)):
        assert f"`{tag}` has no effect here ({count} times)" in kept
    for name in ("buys", "sells"):
        back = await administrator.get(f"/api/flow-drafts/office/{name}/bpmn?draft=true")
        root = ET.fromstring(back.content)
        assert [one.get("id") for one in root.iter(f"{BPMN}process")] == ["buys", "sells"]
        assert [one.get("name") for one in root.iter(f"{BPMN}participant")] == ["Buyer", "Seller"]
        assert [one.get("targetRef") for one in root.iter(f"{BPMN}messageFlow")] == ["d"]
        assert {one.get("id") for one in root.iter(f"{BPMN}userTask")} == {"a", "d"}
