"""Records over HTTP, in the app of the catalog that sells."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from lowcode.bundle.archive import packed
from lowcode.bundle.folder import files_of
from tests.http.browsers import browser

CRM = Path(__file__).parents[2] / "apps_catalog" / "crm"
CUSTOMERS = "/api/apps/crm/forms/customer/records"


@pytest.fixture
async def client(administrator: httpx.AsyncClient) -> httpx.AsyncClient:
    """The administrator, who is a director of sales too."""
    answer = await administrator.post("/api/apps/import", content=packed(files_of(CRM)))
    assert answer.status_code == 200, answer.text
    me = (await administrator.get("/api/me")).json()
    answer = await administrator.post("/api/grants", json={"role": "crm.director", "account_id": me["account"]["id"]})
    assert answer.is_success, answer.text
    return administrator


async def create(client: httpx.AsyncClient, path: str = CUSTOMERS, **values: Any) -> dict[str, Any]:
    answer = await client.post(path, json={"values": values})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_customer_from_creation_to_the_trash(client: httpx.AsyncClient) -> None:
    made = await create(client, name="上海鼎盛机械有限公司", grade="A")
    assert made["version"] == 1
    path = f"{CUSTOMERS}/{made['id']}"
    changed = await client.patch(path, json={"version": 1, "values": {"grade": "B"}})
    assert changed.status_code == 200, changed.text
    clash = await client.patch(path, json={"version": 1, "values": {"grade": "C"}})
    assert clash.status_code == 409
    assert clash.headers["content-type"] == "application/problem+json"
    assert clash.json()["clashes"] == [{"field": "grade", "base": "A", "mine": "C", "theirs": "B"}]
    assert clash.json()["version"] == 2
    history = (await client.get(f"{path}/history")).json()
    assert [one["kind"] for one in history] == ["update", "create"]
    past = (await client.get(f"{path}/past", params={"version": 1})).json()
    assert past["values"]["grade"] == "A"
    assert (await client.delete(path)).status_code == 200
    assert (await client.get(path)).status_code == 404
    assert (await client.get(path, params={"trashed": True})).status_code == 200
    assert (await client.post(f"{CUSTOMERS}/restore", json={"ids": [made["id"]]})).json() == {"count": 1}
    why = (await client.get(f"{path}/access")).json()
    assert {one["role"] for one in why["reasons"]} == {"crm.director"}


async def test_lists_are_filtered_sorted_and_paged(client: httpx.AsyncClient) -> None:
    records = [{"values": {"name": f"Customer {at}", "grade": "AB"[at % 2]}} for at in range(7)]
    answer = await client.post(f"{CUSTOMERS}/batch", json={"records": records})
    assert answer.status_code == 200, answer.text
    wanted = json.dumps({"kind": "field", "field": "grade", "operator": "equals", "value": "A"})
    params: dict[str, Any] = {"filter": wanted, "sort": "-name", "limit": 3}
    page = (await client.get(CUSTOMERS, params=params)).json()
    assert [one["values"]["name"] for one in page["records"]] == ["Customer 6", "Customer 4", "Customer 2"]
    rest = (await client.get(CUSTOMERS, params=params | {"after": page["next"]})).json()
    assert [one["values"]["name"] for one in rest["records"]] == ["Customer 0"]
    assert rest["next"] is None
    assert (await client.get(f"{CUSTOMERS}/count", params={"filter": wanted})).json() == {"count": 4, "exact": True}
    groups = (await client.post(f"{CUSTOMERS}/groups", json={"by": "grade"})).json()
    assert {one["value"]: one["count"] for one in groups} == {"A": 4, "B": 3}
    done = await client.patch(CUSTOMERS, json={"query": {"filter": json.loads(wanted)}, "values": {"grade": "C"}})
    assert done.json() == {"count": 4}


@pytest.mark.parametrize(
    ("params", "path"),
    [
        ({"filter": "{"}, "/"),
        ({"filter": '{"kind": "field", "field": "nothing", "operator": "equals", "value": 1}'}, "/filter/field"),
        ({"sort": "nothing"}, "/sort/0/by"),
        ({"after": "%%%"}, "/after"),
        ({"limit": 0}, "/query/limit"),
    ],
)
async def test_a_wrong_query_is_refused_with_its_place(
    client: httpx.AsyncClient, params: dict[str, Any], path: str
) -> None:
    answer = await client.get(CUSTOMERS, params=params)
    assert answer.status_code == 422
    assert answer.json()["diagnostics"][0]["path"] == path


async def test_mistakes_carry_their_path(client: httpx.AsyncClient) -> None:
    answer = await client.post(CUSTOMERS, json={"values": {"phone": "12", "website": 7}})
    assert answer.status_code == 422
    assert {one["path"] for one in answer.json()["diagnostics"]} >= {"/name", "/phone", "/website"}
    lines = {"values": {"lines": [{"quantity": "x"}]}}
    answer = await client.post("/api/apps/crm/forms/quotation/records", json=lines)
    assert "/lines/0/quantity" in {one["path"] for one in answer.json()["diagnostics"]}


async def test_nobody_comes_in_without_signing_in(app: FastAPI, client: httpx.AsyncClient) -> None:
    made = await create(client, name="Acme")
    async with browser(app) as stranger:
        for path in (CUSTOMERS, f"{CUSTOMERS}/{made['id']}", f"{CUSTOMERS}/{made['id']}/comments"):
            assert (await stranger.get(path)).status_code == 401
        assert (await stranger.post(CUSTOMERS, json={"values": {"name": "x"}})).status_code == 401
    csrf = client.headers.pop("X-CSRF-Token")
    assert (await client.post(CUSTOMERS, json={"values": {"name": "x"}})).status_code == 403
    client.headers["X-CSRF-Token"] = csrf
    made_token = await client.post("/api/me/tokens", json={"name": "t", "scopes": ["read"]})
    assert made_token.is_success, made_token.text
    token = made_token.json()["token"]
    async with browser(app) as program:
        program.headers["Authorization"] = f"Bearer {token}"
        assert len((await program.get(CUSTOMERS)).json()["records"]) == 1
        assert (await program.post(CUSTOMERS, json={"values": {"name": "x"}})).status_code == 403
    assert (await client.get("/api/apps/crm/forms/nothing/records")).status_code == 404
    assert (await client.get("/api/apps/nothing/forms/customer/records")).status_code == 404


async def test_a_request_is_sent_twice_and_done_once(client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "k"}
    answers = [await client.post(CUSTOMERS, json={"values": {"name": "Acme"}}, headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert (await client.post(CUSTOMERS, json={"values": {"name": "B"}}, headers=headers)).status_code == 409


async def test_people_talk_about_a_record(client: httpx.AsyncClient) -> None:
    made = await create(client, name="Acme")
    path = f"{CUSTOMERS}/{made['id']}"
    said = await client.post(f"{path}/comments", json={"body": "Hello"})
    assert said.status_code == 200
    comment = f"{path}/comments/{said.json()['id']}"
    assert (await client.put(comment, json={"body": "Hallo"})).status_code == 200
    assert [one["body"] for one in (await client.get(f"{path}/comments")).json()] == ["Hallo"]
    assert (await client.delete(comment)).status_code == 200
    assert [one["body"] for one in (await client.get(f"{path}/comments")).json()] == [""]
    assert len((await client.get(f"{path}/followers")).json()) == 1
    assert (await client.delete(f"{path}/follow")).status_code == 200
    assert (await client.get(f"{path}/followers")).json() == []
