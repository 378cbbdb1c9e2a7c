"""Rules over HTTP: S21, a hot lead is told of at the moment it becomes hot, once; and what was done is explained."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from lowcode.bundle.archive import packed
from lowcode.bundle.folder import files_of
from tests.http.browsers import PASSWORD, browser

CRM = Path(__file__).parents[2] / "apps_catalog" / "crm"
LEADS = "/api/apps/crm/forms/lead/records"


@pytest.fixture
async def client(administrator: httpx.AsyncClient) -> httpx.AsyncClient:
    answer = await administrator.post("/api/apps/import", content=packed(files_of(CRM)))
    assert answer.status_code == 200, answer.text
    me = (await administrator.get("/api/me")).json()
    for role in ("crm.admin", "crm.director"):
        answer = await administrator.post("/api/grants", json={"role": role, "account_id": me["account"]["id"]})
        assert answer.is_success, answer.text
    return administrator


async def lead(client: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    values = {"name": "王芳", "company": "苏州恒远精密", "phone": "+86 138 0013 8000", "source": "exhibition", **more}
    answer = await client.post(LEADS, json={"values": values})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def change(client: httpx.AsyncClient, one: dict[str, Any], **values: Any) -> dict[str, Any]:
    answer = await client.patch(f"{LEADS}/{one['id']}", json={"version": one["version"], "values": values})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def notices(client: httpx.AsyncClient) -> list[str]:
    answer = await client.get("/api/notifications")
    assert answer.status_code == 200, answer.text
    titles = [one["content"]["title"] for one in answer.json()["notifications"]]
    return [one["zh-CN"] for one in titles if not isinstance(one, str) and one["zh-CN"].startswith("高意向")]


async def firings(client: httpx.AsyncClient, one: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await client.get(f"/api/rules/firings?record={one['id']}")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_s21_a_hot_lead_is_told_of_at_the_moment_it_becomes_hot_and_once(client: httpx.AsyncClient) -> None:
    one = await lead(client, amount="600000", intent="medium")
    assert await notices(client) == []
    one = await change(client, one, intent="high")
    assert await notices(client) == ["高意向大额线索：苏州恒远精密"]
    mails = (await client.get("/api/jobs?kind=effect")).json()["jobs"]
    assert len(mails) == 1
    # It stays hot: nothing more is said.
    one = await change(client, one, amount="700000")
    assert len(await notices(client)) == 1
    # It cools down and becomes hot again: that is news.
    one = await change(client, one, intent="low")
    await change(client, one, intent="high")
    assert len(await notices(client)) == 2


async def test_s33_a_firing_tells_why_with_the_value_of_each_part(client: httpx.AsyncClient) -> None:
    one = await lead(client, amount="600000", intent="high")
    (fired,) = await firings(client, one)
    assert (fired["rule"], fired["branch"], fired["state"]) == ("crm.hot_lead", "then", "done")
    condition = fired["why"][1]
    assert condition["value"] is True
    assert {part["text"]: part["value"] for part in condition["parts"]} == {
        'intent = "high"': True,
        "amount > 500000": True,
    }
    assert fired["read"]["amount"] == 600000
    assert [each["kind"] for each in fired["effects"]] == ["notify", "send_mail"]


async def test_s33_why_not_shows_the_part_that_is_missing(client: httpx.AsyncClient) -> None:
    one = await lead(client, amount="400000", intent="high")
    answer = await client.get(f"{LEADS}/{one['id']}/rules")
    assert answer.status_code == 200, answer.text
    (rule,) = [each for each in answer.json()["rules"] if each["rule"] == "crm.hot_lead"]
    assert rule["holds"] is False
    parts = {part["text"]: part["value"] for part in rule["why"][1]["parts"]}
    assert parts == {'intent = "high"': True, "amount > 500000": False}


async def test_only_administrators_of_rules_see_all_firings(app: FastAPI, client: httpx.AsyncClient) -> None:
    one = await lead(client, amount="600000", intent="high")
    made = (await client.post("/api/people", json={"name": "eve", "display_name": "Eve"})).json()
    async with browser(app) as eve:
        answer = await eve.post("/api/invitation/accept", json={"token": made["ticket"]["token"], "password": PASSWORD})
        eve.headers["X-CSRF-Token"] = answer.json()["csrf"]
        assert (await eve.get("/api/rules")).status_code == 403
        assert (await eve.get(f"/api/rules/firings?record={one['id']}")).status_code == 403
        assert (await eve.get(f"{LEADS}/{one['id']}/rules")).status_code == 403
