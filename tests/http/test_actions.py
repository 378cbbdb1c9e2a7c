"""Buttons over HTTP: S02, a lead becomes customer, contact and opportunity in one action, once."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from lowcode.bundle.archive import packed
from lowcode.bundle.folder import files_of
from tests.http.browsers import PASSWORD, browser

CRM = Path(__file__).parents[2] / "apps_catalog" / "crm"
FORMS = "/api/apps/crm/forms"
LEADS = f"{FORMS}/lead/records"


@pytest.fixture
async def client(administrator: httpx.AsyncClient) -> httpx.AsyncClient:
    answer = await administrator.post("/api/apps/import", content=packed(files_of(CRM)))
    assert answer.status_code == 200, answer.text
    me = (await administrator.get("/api/me")).json()
    await grant(administrator, "crm.seller", me["account"]["id"])
    return administrator


async def grant(client: httpx.AsyncClient, role: str, account_id: str) -> None:
    answer = await client.post("/api/grants", json={"role": role, "account_id": account_id})
    assert answer.is_success, answer.text


async def lead(client: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    values = {
        "name": "王芳",
        "company": "苏州恒远精密",
        "phone": "+86 138 0013 8000",
        "email": "wang@example.com",
        "source": "exhibition",
        "industry": "machinery",
        "amount": "120000",
        "need": "两台加工中心",
        **more,
    }
    answer = await client.post(LEADS, json={"values": values})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def press(client: httpx.AsyncClient, id_: str) -> httpx.Response:
    return await client.post(f"{LEADS}/{id_}/actions/convert_lead", json={})


async def read(client: httpx.AsyncClient, form: str, id_: str) -> dict[str, Any]:
    answer = await client.get(f"{FORMS}/{form}/records/{id_}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["values"])


async def test_s02_a_lead_becomes_customer_contact_and_opportunity_at_once(client: httpx.AsyncClient) -> None:
    one = await lead(client)
    answer = await press(client, one["id"])
    assert answer.status_code == 200, answer.text
    pressed = answer.json()
    assert [made["form"] for made in pressed["made"]] == ["customer", "contact", "opportunity"]
    assert pressed["message"]["zh-CN"] == "转化成功。"
    ids = {made["form"]: made["id"] for made in pressed["made"]}
    customer = await read(client, "customer", ids["customer"])
    contact = await read(client, "contact", ids["contact"])
    opportunity = await read(client, "opportunity", ids["opportunity"])
    # Nothing is typed again.
    assert (customer["name"], customer["industry"], customer["source"]) == ("苏州恒远精密", "machinery", "exhibition")
    assert (contact["name"], contact["customer"], contact["email"]) == ("王芳", ids["customer"], "wang@example.com")
    assert (opportunity["customer"], opportunity["contact"]) == (ids["customer"], ids["contact"])
    assert opportunity["need"] == "两台加工中心"
    after = await read(client, "lead", one["id"])
    assert after["status"] == "converted"
    assert (after["customer"], after["opportunity"]) == (ids["customer"], ids["opportunity"])
    history = (await client.get(f"{LEADS}/{one['id']}/history")).json()
    assert history[0]["cause"]["action"] == "crm.convert_lead"


async def test_s02_a_lead_is_converted_once_however_often_the_button_is_pressed(client: httpx.AsyncClient) -> None:
    one = await lead(client)
    answers = await asyncio.gather(*(press(client, one["id"]) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["diagnostics"][0]["message"]["zh-CN"] == "该线索已转化或已作废。"
    count = (await client.get(f"{FORMS}/customer/records/count")).json()["count"]
    assert count == 1


async def test_s02_a_known_customer_is_taken_instead_of_a_second_one(client: httpx.AsyncClient) -> None:
    first, second = await lead(client), await lead(client, name="李雷", phone="+86 139 0013 9000")
    await press(client, first["id"])
    answer = await press(client, second["id"])
    assert answer.status_code == 200, answer.text
    assert [made["form"] for made in answer.json()["made"]] == ["contact", "opportunity"]
    assert (await client.get(f"{FORMS}/customer/records/count")).json()["count"] == 1


async def test_s02_when_one_step_is_refused_nothing_is_made(client: httpx.AsyncClient) -> None:
    # The stage cannot be reached without an industry: the customer made before is undone.
    one = await lead(client, industry=None)
    answer = await press(client, one["id"])
    assert answer.status_code == 422, answer.text
    assert (await client.get(f"{FORMS}/customer/records/count")).json()["count"] == 0
    assert (await read(client, "lead", one["id"]))["status"] == "fresh"


async def test_s02_who_has_no_such_button_may_not_press_it(app: FastAPI, client: httpx.AsyncClient) -> None:
    one = await lead(client)
    made = (await client.post("/api/people", json={"name": "eve", "display_name": "Eve"})).json()
    await grant(client, "crm.admin", made["account"]["id"])
    token = made["ticket"]["token"]
    async with browser(app) as eve:
        answer = await eve.post("/api/invitation/accept", json={"token": token, "password": PASSWORD})
        eve.headers["X-CSRF-Token"] = answer.json()["csrf"]
        assert (await press(eve, one["id"])).status_code == 200
    answer = await client.post(f"{LEADS}/{one['id']}/actions/nothing", json={})
    assert answer.status_code == 404
