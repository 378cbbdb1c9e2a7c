"""Shows the search over all apps: what it finds, in which order, and that it tells nobody more than they may see."""

import copy
from typing import Any

import httpx
from fastapi import FastAPI

from tests.http.browsers import PASSWORD, browser
from tests.http.test_apps import CRM, zipped


def searched() -> dict[str, Any]:
    """Return the app with fields that are searched, and a role that sees own leads and no phone number."""
    document = copy.deepcopy(CRM)
    form = document["forms"]["lead"]
    form["title"] = "company"
    form["fields"][0]["searchable"] = True
    form["fields"].append(
        {"kind": "text", "name": "note", "searchable": True, "label": {"en": "Note", "zh-CN": "备注"}}
    )
    held = [{"fields": ["note"], "right": "hidden"}]
    own = {"form": "lead", "actions": ["see"], "rows": "owner.id = current user.id", "fields": held}
    document["roles"]["seller"]["grants"] = [own]
    everything = {"form": "lead", "actions": ["see", "create", "delete"]}
    document["roles"]["chief"] = {
        "name": "chief",
        "label": {"en": "Chief", "zh-CN": "主管"},
        "grants": [everything],
    }
    return document


async def role(client: httpx.AsyncClient, account: str, name: str) -> None:
    """Give a role."""
    answer = await client.post("/api/grants", json={"role": name, "account_id": account})
    assert answer.status_code == 200, answer.text


async def find(client: httpx.AsyncClient, text: str, **more: Any) -> list[str]:
    """Return the titles that are found."""
    answer = await client.get("/api/search", params={"q": text, **more})
    assert answer.status_code == 200, answer.text
    return [hit["title"] for group in answer.json() for hit in group["hits"]]


async def test_the_search_finds_in_all_that_one_may_see_and_nothing_else(
    app: FastAPI, administrator: httpx.AsyncClient
) -> None:
    assert (await administrator.post("/api/apps/import", content=zipped(searched()))).status_code == 200
    me = (await administrator.get("/api/me")).json()["account"]["id"]
    await role(administrator, me, "crm.chief")
    made = (await administrator.post("/api/people", json={"name": "li", "display_name": "Li"})).json()
    await role(administrator, made["account"]["id"], "crm.seller")
    leads = "/api/apps/crm/forms/lead/records"
    rows = [
        ({"company": "华东泰和科技", "note": "secretword"}, made["account"]["id"]),
        ({"company": "华南贸易", "note": "泰和介绍"}, me),
    ]
    for values, owner in rows:
        answer = await administrator.post(leads, json={"values": values, "owner": owner})
        assert answer.status_code == 200, answer.text
    # The title that says the word stands first, although the other record is newer.
    assert await find(administrator, "泰和") == ["华东泰和科技", "华南贸易"]
    assert await find(administrator, "secretw") == ["华东泰和科技"]
    assert await find(administrator, "泰和", form="crm.other") == []
    assert await find(administrator, "  ,. ") == []
    async with browser(app) as seller:
        token = made["ticket"]["token"]
        await seller.post("/api/invitation/accept", json={"token": token, "password": PASSWORD})
        assert await find(seller, "泰和") == ["华东泰和科技"]
        assert await find(seller, "secretw") == []
        assert await find(seller, "华南") == []


async def test_the_search_demands_that_one_is_signed_in(visitor: httpx.AsyncClient) -> None:
    assert (await visitor.get("/api/search?q=a")).status_code == 401


async def test_people_tell_their_departments_and_lose_their_sessions_together(
    app: FastAPI, administrator: httpx.AsyncClient
) -> None:
    made = (await administrator.post("/api/people", json={"name": "li", "display_name": "Li"})).json()
    account = made["account"]["id"]
    department = (await administrator.post("/api/departments", json={"name": "Sales"})).json()["id"]
    await administrator.put(f"/api/departments/{department}/members/{account}", json={"head": True, "title": "Head"})
    (membership,) = (await administrator.get(f"/api/people/{account}/departments")).json()
    assert (membership["department_id"], membership["head"], membership["title"]) == (department, True, "Head")
    async with browser(app) as there:
        await there.post("/api/invitation/accept", json={"token": made["ticket"]["token"], "password": PASSWORD})
        assert (await administrator.delete(f"/api/people/{account}/sessions")).json() == 1
        assert (await there.get("/api/me")).status_code == 401


async def test_the_audit_log_is_cut_by_time_and_names_whom_it_is_about(administrator: httpx.AsyncClient) -> None:
    await administrator.post("/api/people", json={"name": "li", "display_name": "Li"})
    (entry,) = (await administrator.get("/api/audit", params={"action": "account.created", "most": 1})).json()
    assert entry["subject_name"] == "Li"
    assert "account.created" in (await administrator.get("/api/audit/actions")).json()
    later = (await administrator.get("/api/audit", params={"since": entry["at"], "until": entry["at"]})).json()
    assert later == []
    at = (await administrator.get("/api/audit", params={"since": entry["at"]})).json()
    assert at[-1]["id"] == entry["id"]
    assert (await administrator.get("/api/audit", params={"since": "2026-01-01T00:00:00"})).status_code == 422


async def test_people_choose_whether_notices_come_by_mail(administrator: httpx.AsyncClient) -> None:
    account = (await administrator.get("/api/me")).json()["account"]
    assert account["mail_notices"] is True
    draft = {"display_name": account["display_name"], "mail_notices": False}
    assert (await administrator.put("/api/me", json=draft)).json()["mail_notices"] is False
