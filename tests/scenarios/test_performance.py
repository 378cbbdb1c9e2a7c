"""S23 to S29 and S31: what sellers do is measured, compared and explained, and what is found is told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from lowcode.services.rule_sweep import RuleSweep
from tests.scenarios.company import Company, change, create, patched, record

APP = "performance"
CARDS = "/api/apps/performance/scorecards"


@pytest.fixture
async def sales(company: Company) -> Company:
    """Three sellers of one team with their manager, and the director."""
    await company.install(APP)
    await company.department("销售部")
    await company.department("华东销售组", "销售部")
    await company.hire("zhou", "crm.manager", "performance.manager", department="华东销售组", head=True)
    for name in ("lin", "gao", "sun"):
        await company.hire(name, "crm.seller", "performance.seller", department="华东销售组")
    await company.hire("chen", "crm.director", "performance.director", department="销售部", head=True)
    return company


def ago(**some: float) -> str:
    """Return an instant in the past."""
    return (datetime.now(UTC) - timedelta(**some)).isoformat()


async def profile(sales: Company, name: str, **values: Any) -> str:
    """Return the profile of a seller."""
    team = sales.departments["华东销售组"]
    made = await create(
        sales.browsers["chen"], "seller", app=APP, **{"person": sales.ids[name], "team": team, "level": "new"} | values
    )
    return str(made["id"])


async def sweep(sales: Company) -> dict[str, int]:
    """Look by the clock, and do what follows."""
    async with sales.tools.database.transaction() as connection:
        counts = await RuleSweep(sales.tools).sweep(connection)
    await sales.work()
    return {rule: count for rule, count in counts.items() if rule.startswith(APP)}


async def customer(client: httpx.AsyncClient, name: str, **values: Any) -> str:
    return str((await create(client, "customer", name=name, **values))["id"])


async def opportunity(client: httpx.AsyncClient, to: str, name: str = "产线改造", **values: Any) -> str:
    return str((await create(client, "opportunity", customer=to, name=name, **values))["id"])


async def listed(client: httpx.AsyncClient, form: str) -> list[dict[str, Any]]:
    """Return the values of the records of a form that somebody may see."""
    answer = await client.post(f"/api/apps/{APP}/forms/{form}/records/query", json={})
    assert answer.status_code == 200, answer.text
    return [one["values"] for one in answer.json()["records"]]


async def titles(client: httpx.AsyncClient) -> list[str]:
    """Return what somebody was told."""
    answer = await client.get("/api/notifications")
    found = [one["content"]["title"] for one in answer.json()["notifications"]]
    return [one if isinstance(one, str) else one["zh-CN"] for one in found]


async def stays(sales: Company, name: str, stage: str, advanced: str) -> None:
    """Put down what became of opportunities of a seller in a step: `+` went on, `-` did not."""
    for at, one in enumerate(each == "+" for each in advanced):
        values = {"stage": stage, "entered_at": ago(days=20), "left_at": ago(days=10 - at), "open": False}
        values |= {"advanced": one, "next_stage": "negotiation" if one else "lost"}
        made = await create(sales.browsers["chen"], "stay", app=APP, opportunity=await deal(sales), **values)
        await sales.rows(
            "UPDATE performance__stay SET owner = $1 WHERE id = $2 RETURNING id", sales.ids[name], made["id"]
        )


async def deal(sales: Company) -> str:
    """Return an opportunity of nobody in particular."""
    (row,) = await sales.rows("SELECT count(*) AS n FROM crm__customer")
    chen = sales.browsers["chen"]
    return await opportunity(chen, await customer(chen, f"客户{row['n']}"))


@pytest.mark.scenario("S23")
async def test_s23_a_stalled_opportunity_becomes_coaching_that_ends_with_a_result(sales: Company) -> None:
    lin, chen = sales.browsers["lin"], sales.browsers["chen"]
    of = await opportunity(lin, await customer(lin, "恒远精密"), amount="800000")
    (seller,) = await listed(chen, "seller")
    assert seller["person"] == sales.ids["lin"]
    await change(chen, "opportunity", of, risk="stalled")
    (task,) = await listed(sales.browsers["zhou"], "coaching")
    assert task["topic"] == "产线改造 · Lin"
    assert task["opportunity"] == of
    (row,) = await sales.rows("SELECT id FROM performance__coaching")
    zhou = sales.browsers["zhou"]
    refused = await patched(zhou, "coaching", str(row["id"]), APP, status="done")
    assert refused.status_code == 422
    done = await change(zhou, "coaching", str(row["id"]), APP, status="done", result="每周复盘")
    assert done["values"]["done_on"] is not None


@pytest.mark.scenario("S24")
async def test_s24_who_is_far_over_the_teams_average_for_two_weeks_is_high_potential(sales: Company) -> None:
    for name, count, days in (("lin", 6, 20), ("gao", 2, 60), ("sun", 1, 60)):
        client = sales.browsers[name]
        await profile(sales, name)
        to = await customer(client, f"{name} 客户", grade="A")
        for at in range(count):
            for back in (1, 8):
                await create(client, "activity", customer=to, way="call", subject="回访", at=ago(days=back, hours=at))
        of = await opportunity(client, to, amount="100000")
        await sales.rows(
            "UPDATE crm__opportunity SET stage = 'won', closed_on = current_date, created_at = now() - "
            "make_interval(days => $1) WHERE id = $2 RETURNING id",
            days,
            of,
        )
    assert (await sweep(sales))["performance.high_potential"] == 1
    found = {one["person"]: one["potential"] for one in await listed(sales.browsers["chen"], "seller")}
    assert found == {sales.ids["lin"]: True, sales.ids["gao"]: False, sales.ids["sun"]: False}
    assert "高潜人员：Lin" in await titles(sales.browsers["chen"])
    (finding,) = await listed(sales.browsers["chen"], "finding")
    assert (finding["value"], finding["average"]) == ("6", "3")
    # A minute later it is no news.
    assert await sweep(sales) == {}


@pytest.mark.scenario("S25")
async def test_s25_many_opportunities_longer_than_usual_in_a_step_are_a_bottleneck(sales: Company) -> None:
    lin, chen = sales.browsers["lin"], sales.browsers["chen"]
    advice = "组织谈判培训"
    step = {"name": "初步接触", "stage": "first_contact", "alarm_count": 2, "alarm_share": "0.5", "advice": advice}
    made = await create(chen, "step", app=APP, **step)
    to = await customer(lin, "恒远精密")
    ids = [await opportunity(lin, to, f"商机{at}") for at in range(4)]
    # One leaves after four days: that is how long it usually takes.
    await sales.rows("UPDATE performance__stay SET entered_at = now() - interval '4 days' RETURNING id")
    await change(chen, "opportunity", ids[0], need="新产线", stage="needs")
    answer = await sales.administrator.post("/api/rules/performance.step_average/run")
    assert answer.status_code == 200, answer.text
    await sales.work()
    assert (await record(chen, "step", made["id"], APP))["values"]["average_days"] == "4"
    (ended,) = [one for one in await listed(chen, "stay") if not one["open"]]
    assert (ended["next_stage"], ended["advanced"], ended["days"]) == ("needs", True, "4")
    # The rest is there for no longer than that, then for longer.
    await sales.rows("UPDATE performance__stay SET entered_at = now() - interval '3 days' WHERE open RETURNING id")
    assert await sweep(sales) == {}
    await sales.rows("UPDATE performance__stay SET entered_at = now() - interval '9 days' WHERE open RETURNING id")
    assert (await sweep(sales))["performance.bottleneck"] == 1
    (finding,) = await listed(chen, "finding")
    assert (finding["kind"], finding["value"], finding["advice"]) == ("bottleneck", "3", "组织谈判培训")
    assert "销售瓶颈：初步接触" in await titles(chen)


@pytest.mark.scenario("S26")
async def test_s26_a_new_seller_who_converts_clearly_less_gets_the_matching_material(sales: Company) -> None:
    for name, level in (("lin", "new"), ("gao", "senior"), ("sun", "senior")):
        await profile(sales, name, level=level)
    reading = await create(sales.browsers["chen"], "material", app=APP, title="一页纸方案", stage="proposal")
    await stays(sales, "lin", "proposal", "+---")
    await stays(sales, "gao", "proposal", "+++")
    await stays(sales, "sun", "proposal", "++-")
    assert await sweep(sales) == {"performance.weak_proposal": 1}
    (finding,) = await listed(sales.browsers["lin"], "finding")
    assert (finding["kind"], finding["value"], finding["material"]) == ("conversion", "0.25", reading["id"])
    assert "推荐学习：“方案报价”环节的资料" in await titles(sales.browsers["lin"])
    assert await listed(sales.browsers["gao"], "finding") == []


@pytest.mark.scenario("S27")
@pytest.mark.scenario("S28")
async def test_s27_s28_behaviours_become_points_that_lead_to_their_records(sales: Company) -> None:
    chen, lin = sales.browsers["chen"], sales.browsers["lin"]
    mine, others = await profile(sales, "lin"), await profile(sales, "gao")
    leads = [
        await create(lin, "lead", name="王芳", company=f"公司{at}", phone="+8613800138000", source="website")
        for at in range(4)
    ]
    for one in leads[:2]:
        await change(lin, "lead", one["id"], contacted_at=ago(minutes=0), introduced_at=ago(minutes=0))
    to = await customer(lin, "恒远精密", grade="A")
    contact = await create(lin, "contact", customer=to, name="王总", role="decides", mobile="+8613800138000")
    of = await opportunity(lin, to, contact=contact["id"])
    today = datetime.now(UTC).date().isoformat()
    offer = await create(lin, "quotation", customer=to, opportunity=of, quoted_on=today)
    await sales.rows("UPDATE crm__quotation SET status = 'sent' WHERE id = $1 RETURNING id", offer["id"])
    call = {"customer": to, "opportunity": of, "contact": contact["id"], "way": "call", "subject": "报价沟通"}
    await create(lin, "activity", **call)
    standard = {"weight": "3", "target": "1", "threshold": "0"}
    setting = {"revision": 0, "measures": {"first_contact": standard}}
    refused = await lin.put(f"{CARDS}/behaviours/setting", json=setting)
    assert refused.status_code == 403
    answer = await sales.browsers["zhou"].put(f"{CARDS}/behaviours/setting", json=setting)
    assert answer.status_code == 200, answer.text
    assert [one["revision"] for one in answer.json()["items"]] == [1, 0]
    score = (await chen.get(f"{CARDS}/behaviours/records/{mine}")).json()
    found = {one["name"]: one["value"] for one in score["parts"]}
    assert {name: float(value) for name, value in found.items()} == {
        "first_contact": 0.5,
        "introduction": 1,
        "decision_call": 1,
        "visits": 0,
    }
    # 50, 100, 100 and 0 points with the weights 3, 2, 3 and 2.
    assert float(score["total"]) == 65
    behind = (await chen.get(f"{CARDS}/behaviours/records/{mine}/measures/first_contact")).json()
    assert (behind["form"], set(behind["ids"])) == ("crm.lead", {one["id"] for one in leads})
    # The results take their number of activities from the metric of crm: the chart shows the same.
    assert (await sales.browsers["zhou"].post(f"{CARDS}/results/compute")).status_code == 200
    results = (await chen.get(f"{CARDS}/results/records/{mine}")).json()
    asked = {"dimensions": [{"name": "owner", "expression": "owner.name"}]}
    metric = (await chen.post("/api/apps/crm/reports/metrics/activities", json=asked)).json()
    shown = {row["values"][0]: float(row["values"][1]) for row in metric["rows"]}
    assert {one["name"]: float(one["value"]) for one in results["parts"] if one["name"] == "activities"} == {
        "activities": shown["Lin"]
    }
    # Somebody else's profile stays closed to sellers.
    assert (await lin.get(f"{CARDS}/behaviours/records/{others}")).status_code == 404
    # The ranking shows everybody to the director, and only oneself to a seller.
    ranking = (await chen.get(f"{CARDS}/behaviours")).json()
    assert [(one["title"], one["rank"]) for one in ranking["rows"]] == [("Lin", 1), ("Gao", None)]
    own = (await lin.get(f"{CARDS}/behaviours")).json()
    assert [one["title"] for one in own["rows"]] == ["Lin"]


@pytest.mark.scenario("S29")
async def test_s29_win_rates_with_a_behaviour_and_without_it_are_compared_by_step(sales: Company) -> None:
    chen = sales.browsers["chen"]
    effect = await create(chen, "behaviour_effect", app=APP, behaviour="visit", stage="first_contact")
    for at in range(8):
        to = await customer(chen, f"客户{at}")
        of = await opportunity(chen, to)
        if at < 4:
            visit = {"purpose": "first", "key_points": "需求", "next_step": "方案"}
            await create(chen, "visit_record", customer=to, opportunity=of, **visit)
        stage = "won" if at in {0, 1, 2, 4} else "lost"
        await sales.rows("UPDATE crm__opportunity SET stage = $1 WHERE id = $2 RETURNING id", stage, of)
    await sales.administrator.post("/api/rules/performance.effect_visit/run")
    await sales.work()
    values = (await record(chen, "behaviour_effect", effect["id"], APP))["values"]
    assert (values["with_count"], values["with_rate"]) == ("4", "0.75")
    assert (values["without_count"], values["without_rate"]) == ("4", "0.25")
    assert (values["lift"], values["score"], values["confidence"]) == ("0.5", "1.41", "不显著")


@pytest.mark.scenario("S31")
async def test_s31_customers_are_classed_by_recency_frequency_and_money_on_demand(sales: Company) -> None:
    chen = sales.browsers["chen"]
    ids = {}
    for name, amounts, days in (("大户", (600000, 500000), 30), ("常客", (300000,), 200), ("旧客", (900000,), 500)):
        ids[name] = await customer(chen, name, grade="B")
        for amount in amounts:
            made = await create(chen, "contract", customer=ids[name], name="合同", amount=str(amount))
            await sales.rows(
                "UPDATE crm__contract SET status = 'signed', signed_on = current_date - $1::int WHERE id = $2 "
                "RETURNING id",
                days,
                made["id"],
            )
    ids["新客"] = await customer(chen, "新客", grade="B")
    await sales.administrator.post("/api/rules/performance.rfm/run")
    await sales.work()
    grades = {name: (await record(chen, "customer", id_))["values"]["grade"] for name, id_ in ids.items()}
    # Who never bought stays as people have said.
    assert grades == {"大户": "A", "常客": "B", "旧客": "C", "新客": "B"}
    # It is explained beside the customer, with the table's answer.
    answer = await sales.administrator.get(f"/api/rules/firings?rule=performance.rfm&record={ids['大户']}")
    (fired,) = answer.json()["items"]
    assert (fired["read"]["rated"], fired["form"]) == ("A", "crm.customer")
