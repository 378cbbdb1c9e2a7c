"""Flows over HTTP: an approval from its button to its end."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from tests.http.browsers import PASSWORD, browser
from tests.services.flows.office import END, START, flow, person
from tests.services.flows.office import app as office_app


async def hired(app: FastAPI, administrator: httpx.AsyncClient, name: str) -> tuple[str, httpx.AsyncClient]:
    """Return the id of somebody new, and their browser."""
    answer = await administrator.post("/api/people", json={"name": name, "display_name": name.title()})
    assert answer.is_success, answer.text
    made = answer.json()
    client = browser(app)
    answer = await client.post("/api/invitation/accept", json={"token": made["ticket"]["token"], "password": PASSWORD})
    assert answer.is_success, answer.text
    client.headers["X-CSRF-Token"] = answer.json()["csrf"]
    return str(made["account"]["id"]), client


async def test_an_approval_from_its_button_to_its_end(app: FastAPI, administrator: httpx.AsyncClient) -> None:
    me = (await administrator.get("/api/me")).json()["account"]["id"]
    bob_id, bob = await hired(app, administrator, "bob")
    nodes = [START, person("first", bob_id), END]
    content = office_app(flow("approval", nodes, [("start", "first"), ("first", "end")]))
    answer = await administrator.post("/api/apps/office/publish", json={"content": content})
    assert answer.status_code == 200, answer.text
    await administrator.post("/api/grants", json={"role": "office.clerk", "account_id": me})
    answer = await administrator.post("/api/apps/office/forms/order/records", json={"values": {"title": "Chairs"}})
    record = answer.json()["id"]
    buttons = (await administrator.get("/api/apps/office/flows", params={"form": "order", "record": record})).json()
    assert [(one["flow"], one["running"]) for one in buttons] == [("approval", False)]
    answer = await administrator.post("/api/apps/office/flows/approval/start", json={"record": record})
    assert answer.status_code == 200, answer.text
    instance = answer.json()["id"]
    assert (await bob.get("/api/tasks/counts")).json() == {"mine": 1, "pool": 0, "copies": 0}
    (task,) = (await bob.get("/api/tasks")).json()["tasks"]
    assert (task["title"], task["bulk"]) == ("Chairs", True)
    page: dict[str, Any] = (await bob.get(f"/api/tasks/{task['id']}")).json()
    assert page["record"]["values"]["title"] == "Chairs"
    assert page["page"]["form"]["name"] == "order"
    assert "approve" in page["may"]
    flow_answer = await bob.get(f"/api/instances/{instance}/flow")
    assert [one["name"] for one in flow_answer.json()["nodes"]] == ["start", "first", "end"]
    (where,) = (await administrator.get(f"/api/apps/office/forms/order/records/{record}/flows")).json()
    assert (where["id"], where["waiting_for"]) == (instance, ["Bob"])
    verb = {"verb": {"kind": "approve", "opinion": "fine"}}
    answer = await bob.post(f"/api/tasks/{task['id']}/verbs", json=verb)
    assert answer.json() == {"instance": instance, "status": "completed", "changed": True}
    late = await bob.post(f"/api/tasks/{task['id']}/verbs", json=verb)
    assert late.status_code == 409
    assert late.json()["diagnostics"][0]["hint"]["zh-CN"]
    told = (await administrator.get("/api/notifications")).json()["notifications"]
    assert [one["content"]["reason"] for one in told] == ["completed"]
    page = (await administrator.get(f"/api/instances/{instance}")).json()
    assert page["journal"][0]["kind"] == "start"
    assert (await bob.get("/api/flow-admin/incidents")).status_code == 403
    assert (await administrator.get("/api/flow-admin/office/approval/board")).json()["nodes"][0]["count"] == 1
    assert [one["calendar"]["name"] for one in (await bob.get("/api/calendars")).json()] == ["china"]


@pytest.mark.parametrize("path", ["/api/tasks", "/api/instances", "/api/calendars", "/api/substitutions"])
async def test_lists_are_for_those_who_are_signed_in(visitor: httpx.AsyncClient, path: str) -> None:
    assert (await visitor.get(path)).status_code == 401
