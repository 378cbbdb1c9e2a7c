"""S01: a lead that arrives, by form, import or API, goes at once to whoever has least, and that person has to do it."""

import asyncio
from collections import Counter
from typing import Any

import httpx
import pytest

from tests.scenarios.company import Company, act, change, create, record, tasks, verb, where

SHANGHAI = {"code": "310100"}
IMPORTS = "/api/apps/crm/forms/lead/imports"
GUANGZHOU = {"code": "440100"}


@pytest.fixture
async def sales(company: Company) -> Company:
    """Sales with two teams, three sellers in the east and one in the south, and a marketer who enters leads."""
    await company.install("crm")
    await company.department("销售部")
    await company.department("华东销售组", "销售部")
    await company.department("华南销售组", "销售部")
    await company.hire("zhou", "crm.manager", department="华东销售组", head=True)
    for name in ("lin", "gao", "sun"):
        await company.hire(name, "crm.seller", department="华东销售组")
    await company.hire("he", "crm.seller", department="华南销售组")
    await company.hire("mark", "crm.director", department="销售部")
    return company


async def lead(client: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    values = {"name": "王芳", "company": "恒远精密", "phone": "+8613800138000", "source": "website", **more}
    return await create(client, "lead", **values)


async def owner(company: Company, id_: str) -> str:
    """Return who has a lead now."""
    (row,) = await company.rows("SELECT owner FROM crm__lead WHERE id = $1", id_)
    return next(name for name, one in company.ids.items() if one == str(row["owner"]))


@pytest.mark.scenario("S01")
async def test_s01_a_lead_goes_to_the_team_of_its_region_and_the_assignee_has_a_to_do(sales: Company) -> None:
    mark, he = sales.browsers["mark"], sales.browsers["he"]
    made = await lead(mark, address=GUANGZHOU)
    assert await owner(sales, made["id"]) == "he"
    (task,) = await tasks(he)
    assert (task["node_label"]["zh-CN"], task["title"], task["kind"]) == ("首次联系", "恒远精密", "work")
    told = (await he.get("/api/notifications")).json()["notifications"]
    assert told[0]["content"]["task"] == task["id"]
    # The seller sees the lead, with the flow and who has it.
    (flow,) = await where(he, "lead", made["id"])
    assert flow["waiting_for"] == ["He"]
    answer = await verb(he, task["id"], "submit", outcome="contacted")
    assert answer.status_code == 200, answer.text
    values = (await record(he, "lead", made["id"]))["values"]
    assert values["status"] == "contacted"
    assert values["contacted_at"]


@pytest.mark.scenario("S01")
async def test_s01_the_source_and_the_industry_decide_as_well(sales: Company) -> None:
    mark = sales.browsers["mark"]
    partner = await lead(mark, source="partner", address=SHANGHAI, company="一")
    fair = await lead(mark, source="exhibition", industry="electronics", company="二")
    assert await owner(sales, partner["id"]) == "zhou"
    assert await owner(sales, fair["id"]) == "he"


@pytest.mark.scenario("S01")
async def test_s01_twenty_leads_at_once_are_spread_evenly(sales: Company) -> None:
    mark = sales.browsers["mark"]
    made = await asyncio.gather(*(lead(mark, company=f"公司 {n}", address=SHANGHAI) for n in range(20)))
    counts = Counter([await owner(sales, one["id"]) for one in made])
    assert sorted(counts) == ["gao", "lin", "sun"]
    assert max(counts.values()) - min(counts.values()) <= 1
    assert len(await tasks(sales.browsers["lin"])) == counts["lin"]


@pytest.mark.scenario("S01")
async def test_s01_the_next_lead_goes_to_whoever_has_fewest_open_ones(sales: Company) -> None:
    lin, gao, mark = (sales.browsers[name] for name in ("lin", "gao", "mark"))
    for n in range(2):
        own = await lead(lin, company=f"林 {n}")
        assert await owner(sales, own["id"]) == "lin"
    given_up = await lead(gao, company="高")
    await lead(sales.browsers["sun"], company="孙")
    # What is given up does not count, and its to-do disappears by itself.
    await change(gao, "lead", given_up["id"], status="invalid", reason="重复")
    await sales.work()
    assert not await tasks(gao)
    made = await lead(mark, address=SHANGHAI)
    assert await owner(sales, made["id"]) == "gao"


@pytest.mark.scenario("S01")
async def test_s01_a_lead_that_is_none_is_given_up_from_the_to_do(sales: Company) -> None:
    he = sales.browsers["he"]
    made = await lead(sales.browsers["mark"], address=GUANGZHOU)
    await act(he, "submit", outcome="invalid", opinion="号码是空号")
    values = (await record(he, "lead", made["id"]))["values"]
    assert (values["status"], values["reason"]) == ("invalid", "号码是空号")


@pytest.mark.scenario("S01")
async def test_s01_without_sellers_a_lead_stays_with_whoever_entered_it(company: Company) -> None:
    await company.install("crm")
    mark = await company.hire("mark", "crm.director")
    made = await lead(mark, address=SHANGHAI)
    assert await owner(company, made["id"]) == "mark"
    (flow,) = await where(mark, "lead", made["id"])
    assert flow["status"] == "completed"


@pytest.mark.scenario("S01")
async def test_s01_imported_leads_are_assigned_too(sales: Company) -> None:
    mark = sales.browsers["mark"]
    rows = "".join(f"客户{n},进口{n},1380013800{n},官网\n" for n in range(8))
    file = await mark.post(
        "/api/files", params={"name": "线索.csv"}, content=f"姓名,公司,电话,线索来源\n{rows}".encode()
    )
    found = (await mark.post(f"{IMPORTS}", json={"file": file.json()["id"]})).json()
    fields = ("name", "company", "phone", "source")
    mapping = {
        "columns": {str(at): name for at, name in enumerate(fields)},
        "header": found["header"],
        "sheet": found["sheet"],
    }
    answer = await mark.post(f"{IMPORTS}/{found['id']}/start", json=mapping)
    assert answer.is_success, answer.text
    await sales.work()
    run = (await mark.get(f"{IMPORTS}/{found['id']}")).json()
    assert (run["state"], run["outcome"]["created"]) == ("done", 8), run
    rows_of = await sales.rows("SELECT owner, count(*) FROM crm__lead GROUP BY owner")
    sellers = {sales.ids[name] for name in ("lin", "gao", "sun", "he")}
    assert {str(row["owner"]): row["count"] for row in rows_of} == dict.fromkeys(sellers, 2)
