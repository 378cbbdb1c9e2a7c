"""Boards, stretches of days and trees over HTTP, in the app of the catalog that sells."""

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
CUSTOMERS = f"{FORMS}/customer/records"


@pytest.fixture
async def client(administrator: httpx.AsyncClient) -> httpx.AsyncClient:
    """The administrator, who is a director of sales too."""
    answer = await administrator.post("/api/apps/import", content=packed(files_of(CRM)))
    assert answer.status_code == 200, answer.text
    me = (await administrator.get("/api/me")).json()
    answer = await administrator.post("/api/grants", json={"role": "crm.director", "account_id": me["account"]["id"]})
    assert answer.is_success, answer.text
    return administrator


async def create(client: httpx.AsyncClient, form: str, **values: Any) -> dict[str, Any]:
    answer = await client.post(f"{FORMS}/{form}/records", json={"values": values})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def ask(client: httpx.AsyncClient, form: str, what: str, **asked: Any) -> dict[str, Any]:
    answer = await client.post(f"{FORMS}/{form}/records/{what}", json=asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_s58_a_board_counts_sums_and_gives_the_first_cards(client: httpx.AsyncClient) -> None:
    customer = await create(client, "customer", name="苏州华创机械有限公司")
    for at in range(5):
        await create(client, "opportunity", name=f"项目 {at}", customer=customer["id"], amount=str(100 * (at + 1)))
    lost = await create(client, "opportunity", name="输掉的项目", customer=customer["id"], amount="7")
    moved = await client.patch(
        f"{FORMS}/opportunity/records/{lost['id']}",
        json={"version": 1, "values": {"stage": "lost", "lost_reason": "price"}},
    )
    assert moved.status_code == 200, moved.text
    board = await ask(client, "opportunity", "board", by="stage", total="amount", cards=2)
    columns = {one["value"]: one for one in board["columns"]}
    assert set(columns) == {"first_contact", "lost"}
    first = columns["first_contact"]
    assert (first["count"], float(first["total"])) == (5, 1500)
    assert float(columns["lost"]["total"]) == 7
    assert [one["values"]["name"] for one in first["page"]["records"]] == ["项目 4", "项目 3"]
    assert first["page"]["titles"][customer["id"]] == "苏州华创机械有限公司"
    rest = await ask(client, "opportunity", "query", filter=first["filter"], after=first["page"]["next"])
    assert [one["values"]["name"] for one in rest["records"]] == ["项目 2", "项目 1", "项目 0"]


async def test_a_board_has_a_column_for_nothing_and_two_for_a_switch(client: httpx.AsyncClient) -> None:
    for name, main in (("一", True), ("二", False), ("三", None)):
        customer = await create(client, "customer", name=f"客户{name}")
        await create(client, "contact", name=name, customer=customer["id"], main=main)
    board = await ask(client, "contact", "board", by="main")
    assert {one["value"]: one["count"] for one in board["columns"]} == {True: 1, False: 2}
    for one in board["columns"]:
        assert len(one["page"]["records"]) == one["count"]
    board = await ask(client, "contact", "board", by="role")
    assert [(one["value"], one["count"]) for one in board["columns"] if one["value"] is None] in ([(None, 3)], [])
    narrowed = {"filter": {"kind": "field", "field": "name", "operator": "equals", "value": "一"}}
    board = await ask(client, "contact", "board", by="main", query=narrowed)
    assert [(one["value"], one["count"]) for one in board["columns"]] == [(True, 1)]


async def test_a_board_by_what_makes_no_columns_is_refused(client: httpx.AsyncClient) -> None:
    for asked in ({"by": "address"}, {"by": "nothing"}, {"by": "grade", "total": "name"}):
        answer = await client.post(f"{CUSTOMERS}/board", json=asked)
        assert answer.status_code == 422, answer.text
        assert answer.json()["diagnostics"][0]["hint"]["zh-CN"]


async def test_s58_a_calendar_gets_what_touches_its_days_in_its_zone(client: httpx.AsyncClient) -> None:
    customer = await create(client, "customer", name="宁波恒信电子有限公司")
    for at in ("2026-10-31T15:59:59Z", "2026-10-31T16:00:00Z", "2026-11-30T15:59:00Z", "2026-11-30T16:00:00Z"):
        await create(client, "activity", subject=at, way="call", customer=customer["id"], at=at)
    november = {"start": "at", "first": "2026-11-01", "last": "2026-11-30", "zone": "Asia/Shanghai"}
    found = await ask(client, "activity", "span", **november, query={"sort": [{"by": "at"}]})
    assert [one["values"]["subject"] for one in found["records"]] == ["2026-10-31T16:00:00Z", "2026-11-30T15:59:00Z"]
    for low, high, name in (("2026-10-01", "2026-11-01", "ends"), ("2026-11-30", "2027-01-01", "begins")):
        term = {"from": low, "to": high}
        await create(client, "contract", name=name, customer=customer["id"], amount="1", term=term)
    for low, high, name in (("2026-01-01", "2026-10-31", "before"), ("2026-12-01", "2026-12-02", "after")):
        term = {"from": low, "to": high}
        await create(client, "contract", name=name, customer=customer["id"], amount="1", term=term)
    found = await ask(client, "contract", "span", **november | {"start": "term"})
    assert {one["values"]["name"] for one in found["records"]} == {"ends", "begins"}


async def test_a_record_without_an_end_lasts_as_long_as_its_beginning(client: httpx.AsyncClient) -> None:
    customer = await create(client, "customer", name="无锡瑞丰软件有限公司")
    for name, closed in (("open", None), ("long", "2026-11-10")):
        values = {"expected_on": "2026-10-20", "closed_on": closed}
        await create(client, "opportunity", name=name, customer=customer["id"], **values)
    asked = {"start": "expected_on", "end": "closed_on"}
    found = await ask(client, "opportunity", "span", **asked, first="2026-11-01", last="2026-11-30")
    assert [one["values"]["name"] for one in found["records"]] == ["long"]
    found = await ask(client, "opportunity", "span", **asked, first="2026-10-20", last="2026-10-20")
    assert {one["values"]["name"] for one in found["records"]} == {"open", "long"}


@pytest.mark.parametrize(
    "asked",
    [
        {"start": "subject", "first": "2026-11-01", "last": "2026-11-30"},
        {"start": "at", "first": "2026-11-30", "last": "2026-11-01"},
        {"start": "at", "first": "2020-01-01", "last": "2026-11-01"},
        {"start": "at", "first": "2026-11-01", "last": "2026-11-30", "zone": "Mars/Olympus"},
        {"start": "at", "first": "2026-11-01", "last": "2026-11-30", "zone": "../../etc/passwd"},
    ],
)
async def test_a_wrong_stretch_is_refused(client: httpx.AsyncClient, asked: dict[str, Any]) -> None:
    answer = await client.post(f"{FORMS}/activity/records/span", json=asked)
    assert answer.status_code == 422, answer.text
    assert answer.json()["diagnostics"]


async def family(client: httpx.AsyncClient) -> dict[str, str]:
    """Return the ids of a group of companies: a above b above c, and d alone."""
    ids: dict[str, str] = {}
    for name, parent in (("a", None), ("b", "a"), ("c", "b"), ("d", None)):
        above = ids.get(parent or "")
        ids[name] = (await create(client, "customer", name=f"company {name}", parent_company=above))["id"]
    return ids


async def test_s58_a_tree_is_given_level_by_level(client: httpx.AsyncClient) -> None:
    ids = await family(client)
    order = {"query": {"sort": [{"by": "name"}]}, "parent": "parent_company"}
    highest = await ask(client, "customer", "tree", **order)
    assert [one["values"]["name"] for one in highest["records"]] == ["company a", "company d"]
    assert highest["children"] == {ids["a"]: 1}
    below = await ask(client, "customer", "tree", **order, of=ids["a"])
    assert [one["id"] for one in below["records"]] == [ids["b"]]
    assert below["children"] == {ids["b"]: 1}
    searched = {"query": {"filter": {"kind": "field", "field": "name", "operator": "contains", "value": "c"}}}
    found = await ask(client, "customer", "tree", **order | searched, anywhere=True)
    assert len(found["records"]) == 4
    assert found["above"][ids["c"]] == [ids["a"], ids["b"]]
    assert found["titles"][ids["a"]] == "company a"


async def test_a_tree_comes_in_pages_also_where_values_are_missing(client: httpx.AsyncClient) -> None:
    for at in range(7):
        await create(client, "customer", name=f"company {at}", website=f"https://w{at}.cn" if at % 2 else None)
    seen: list[str] = []
    after = None
    while True:
        query = {"sort": [{"by": "website"}], "limit": 2, "after": after}
        page = await ask(client, "customer", "tree", parent="parent_company", query=query)
        seen += [one["values"]["name"] for one in page["records"]]
        after = page["next"]
        if after is None:
            break
    assert seen[:3] == ["company 1", "company 3", "company 5"]
    assert sorted(seen) == [f"company {at}" for at in range(7)]


async def test_no_record_is_put_below_itself(client: httpx.AsyncClient) -> None:
    ids = await family(client)
    for name, parent in (("a", "c"), ("b", "b")):
        path = f"{CUSTOMERS}/{ids[name]}"
        answer = await client.patch(path, json={"version": 1, "values": {"parent_company": ids[parent]}})
        assert answer.status_code == 422, answer.text
        found = answer.json()["diagnostics"][0]
        assert (found["code"], found["path"]) == ("record-circle", "/parent_company")
        assert (await client.get(path)).json()["version"] == 1
    answer = await client.patch(f"{CUSTOMERS}/{ids['c']}", json={"version": 1, "values": {"parent_company": ids["d"]}})
    assert answer.status_code == 200, answer.text


async def test_two_who_put_each_record_below_the_other_at_once_close_no_circle(client: httpx.AsyncClient) -> None:
    for at in range(8):
        one = (await create(client, "customer", name=f"one {at}"))["id"]
        two = (await create(client, "customer", name=f"two {at}"))["id"]
        answers = await asyncio.gather(
            client.patch(f"{CUSTOMERS}/{one}", json={"version": 1, "values": {"parent_company": two}}),
            client.patch(f"{CUSTOMERS}/{two}", json={"version": 1, "values": {"parent_company": one}}),
        )
        assert sorted(each.status_code for each in answers) == [200, 422]


async def test_a_tree_by_another_field_is_refused(client: httpx.AsyncClient) -> None:
    for name in ("name", "level", "nothing"):
        answer = await client.post(f"{CUSTOMERS}/tree", json={"parent": name})
        assert answer.status_code == 422, answer.text


async def test_people_see_in_views_what_they_may_see(app: FastAPI, client: httpx.AsyncClient) -> None:
    ids = await family(client)
    invited = (await client.post("/api/people", json={"name": "li", "display_name": "李销售"})).json()
    seller = invited["account"]["id"]
    answer = await client.post("/api/grants", json={"role": "crm.seller", "account_id": seller})
    assert answer.is_success, answer.text
    # The seller owns the company in the middle and the one below it, not the one above.
    for name in ("b", "c"):
        answer = await client.patch(f"{CUSTOMERS}/{ids[name]}", json={"version": 1, "owner": seller})
        assert answer.status_code == 200, answer.text
    await create(client, "opportunity", name="fremd", customer=ids["a"], amount="5")
    async with browser(app) as person:
        entered = {"token": invited["ticket"]["token"], "password": PASSWORD}
        assert (await person.post("/api/invitation/accept", json=entered)).status_code == 200
        person.headers["X-CSRF-Token"] = person.cookies["lowcode_csrf"]
        order = {"query": {"sort": [{"by": "name"}]}, "parent": "parent_company"}
        highest = await ask(person, "customer", "tree", **order)
        assert [one["id"] for one in highest["records"]] == [ids["b"]]
        assert highest["children"] == {ids["b"]: 1}
        assert ids["a"] not in highest["titles"]
        found = await ask(person, "customer", "tree", **order, anywhere=True)
        assert found["above"] == {ids["c"]: [ids["b"]]}
        board = await ask(person, "customer", "board", by="grade")
        assert sum(one["count"] for one in board["columns"]) == 2
        board = await ask(person, "opportunity", "board", by="stage", total="amount")
        assert board["columns"] == []
        days = {"start": "created at", "first": "2026-01-01", "last": "2027-01-01"}
        assert (await ask(person, "opportunity", "span", **days))["records"] == []
