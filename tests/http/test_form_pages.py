"""What a page asks for while somebody fills in a form: candidates, checks, and what is not saved yet."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from lowcode.bundle.archive import packed
from lowcode.bundle.folder import files_of
from tests.http.browsers import browser

CRM = Path(__file__).parents[2] / "apps_catalog" / "crm"
FORMS = "/api/apps/crm/forms"


@pytest.fixture
async def client(administrator: httpx.AsyncClient) -> httpx.AsyncClient:
    """The administrator, who is a director of sales too."""
    answer = await administrator.post("/api/apps/import", content=packed(files_of(CRM)))
    assert answer.status_code == 200, answer.text
    me = (await administrator.get("/api/me")).json()
    answer = await administrator.post("/api/grants", json={"role": "crm.admin", "account_id": me["account"]["id"]})
    assert answer.is_success, answer.text
    return administrator


async def create(client: httpx.AsyncClient, form: str, **values: Any) -> str:
    answer = await client.post(f"{FORMS}/{form}/records", json={"values": values})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["id"])


async def found(client: httpx.AsyncClient, form: str, place: str, **more: Any) -> Any:
    answer = await client.post(f"{FORMS}/{form}/candidates", json={"place": place, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_candidates_are_sought_among_all_records(client: httpx.AsyncClient) -> None:
    records = [{"values": {"name": f"客户{at:03}贸易有限公司"}} for at in range(260)]
    answer = await client.post(f"{FORMS}/customer/records/batch", json={"records": records})
    assert answer.status_code == 200, answer.text
    # The oldest is found too, by its beginning and by its middle.
    for search in ("客户000", "000贸易"):
        one = await found(client, "contact", "customer", search=search)
        assert [each["title"] for each in one["candidates"]] == ["客户000贸易有限公司"]
        assert one["candidates"][0]["note"].startswith("C")
    first = await found(client, "contact", "customer", limit=100)
    second = await found(client, "contact", "customer", limit=100, skip=200, columns=["grade"])
    assert (len(first["candidates"]), first["more"]) == (100, True)
    assert (len(second["candidates"]), second["more"]) == (60, False)
    assert second["candidates"][0]["values"] == {"grade": "C"}
    assert not (await found(client, "contact", "customer", search="没有这样的公司"))["candidates"]


async def test_the_filter_of_a_reference_holds_for_what_is_sought(client: httpx.AsyncClient) -> None:
    mine, other = [await create(client, "customer", name=f"{name}有限公司") for name in ("东方", "西方")]
    inside = await create(client, "contact", name="张三", customer=mine)
    await create(client, "contact", name="张四", customer=other)
    asked = {"search": "张", "record": {"customer": mine}}
    assert [one["id"] for one in (await found(client, "quotation", "contact", **asked))["candidates"]] == [inside]
    assert not (await found(client, "quotation", "contact", search="张"))["candidates"]
    kept = await found(client, "quotation", "contact", record={"customer": other}, ids=[inside])
    assert not kept["candidates"]


async def test_s57_a_check_tells_of_values_that_are_taken_and_names_that_are_similar(client: httpx.AsyncClient) -> None:
    id_ = await create(client, "customer", name="苏州华兴精密机械有限公司")

    async def codes(name: str, record: str | None = None) -> set[str]:
        answer = await client.post(f"{FORMS}/customer/check", json={"id": record, "values": {"name": name}})
        assert answer.status_code == 200, answer.text
        return {one["severity"] for one in answer.json()["diagnostics"] if one["path"] == "/name"}

    assert "error" in await codes("苏州华兴精密机械有限公司")
    assert await codes("苏州市华兴精密机械公司") == {"warning"}
    assert await codes("完全不同的名称") == set()
    assert await codes("苏州华兴精密机械有限公司", id_) == set()


async def test_s03_a_check_names_what_a_stage_lacks(client: httpx.AsyncClient) -> None:
    customer = await create(client, "customer", name="天津恒通电气有限公司")
    id_ = await create(client, "opportunity", name="产线改造", customer=customer)
    answer = await client.post(f"{FORMS}/opportunity/check", json={"id": id_, "values": {"stage": "proposal"}})
    assert "/proposal_file" in {one["path"] for one in answer.json()["diagnostics"] if one["severity"] == "error"}


async def test_what_is_not_saved_is_kept_for_oneself_alone(app: FastAPI, client: httpx.AsyncClient) -> None:
    place = f"{FORMS}/customer/unfinished"
    assert (await client.get(place)).json() is None
    level = await create(client, "price_level", name="特级")
    for name in ("甲", "乙"):
        answer = await client.put(place, json={"values": {"name": name, "level": level, "gone": 1}})
        assert answer.is_success, answer.text
    kept = (await client.get(place)).json()
    assert kept["values"] == {"name": "乙", "level": level}
    assert kept["titles"] == {level: "特级"}
    record = await create(client, "customer", name="丙")
    await client.put(place, json={"record": record, "version": 1, "values": {"note": "丁"}})
    assert (await client.get(place, params={"record": record})).json()["version"] == 1
    async with browser(app) as visitor:
        assert (await visitor.get(place)).status_code == 401
    assert (await client.delete(place)).is_success
    assert (await client.get(place)).json() is None
    assert (await client.get(place, params={"record": record})).json()["values"] == {"note": "丁"}
