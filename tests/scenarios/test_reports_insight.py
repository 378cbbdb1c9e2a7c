"""S42–S48: numbers that are one everywhere, forecasts with their error, what goes together, and what is sent."""

import io
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from email.message import EmailMessage
from typing import Any

import httpx
import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from lowcode.kernel import clock
from lowcode.services.jobs.report_due import REPORT_DUE, ReportDueArguments
from lowcode.store.jobs import enqueue
from tests.scenarios.company import Company, change, create, record
from tests.services.effects.receivers import Mails

CRM = "/api/apps/crm/reports"
REVENUE = {"name": "amount", "of": {"kind": "sum", "value": "amount"}}


@pytest.fixture
async def team(company: Company) -> Company:
    """A director and two sellers with their customers, with addresses."""
    await company.install("crm")
    await company.department("North")
    await company.department("South")
    await company.hire("dora", "crm.director")
    await company.hire("sam", "crm.seller", department="North")
    await company.hire("sue", "crm.seller", department="South")
    for name in ("dora", "sam", "sue"):
        await company.rows("UPDATE account SET email = $1 WHERE id = $2::uuid", f"{name}@acme.cn", company.ids[name])
    return company


def text_of(mail: EmailMessage) -> str:
    """Return what a mail says."""
    body = mail.get_body()
    assert body is not None
    return str(body.get_content())


async def deal(company: Company, seller: str, amount: int, **more: Any) -> dict[str, Any]:
    """Return an open opportunity of a seller's new customer."""
    client = company.browsers[seller]
    customer = await create(client, "customer", name=f"{seller} {amount}", grade=more.pop("grade", "A"))
    values = {"name": f"deal {amount}", "customer": customer["id"], "amount": str(amount)}
    return await create(client, "opportunity", **values, **more)


async def asked(client: httpx.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
    answer = await client.post(f"{CRM}/{path}", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def month_back(months: int) -> date:
    """Return the tenth of a month before this one."""
    now = clock.now().date()
    at = now.year * 12 + now.month - 1 - months
    return date(at // 12, at % 12 + 1, 10)


@pytest.mark.scenario("S47")
async def test_s47_a_dashboard_is_sent_by_mail_to_each_as_they_see_it(team: Company, mails: Mails) -> None:
    await deal(team, "sam", 1000)
    await deal(team, "sue", 70)
    dora = team.browsers["dora"]
    draft = {
        "label": "Monday", "dashboard": "director", "formats": ["pdf", "excel", "image"],
        "cron": "0 8 * * MON", "zone": "Asia/Shanghai", "message": "Good morning",
        "receivers": {"accounts": [team.ids["dora"]], "roles": ["crm.seller"]},
    }  # fmt: skip
    made = await asked(dora, "schedules", **draft)
    assert made["next_at"] > clock.now().isoformat()
    # Nothing is sent before its time, and once when it has come, however often somebody looks.
    await due(team)
    assert mails.found == []
    await team.rows("UPDATE report_schedule SET next_at = now() - interval '1 minute' WHERE id = $1::uuid", made["id"])
    await due(team)
    await due(team)
    # The sellers do not have the director's dashboard: that they did not get it is told, and not hidden.
    (mail,) = mails.found
    assert (mail["To"], mail["Subject"]) == ("dora@acme.cn", "Monday")
    found = (await dora.get(f"{CRM}/schedules/{made['id']}/deliveries")).json()["deliveries"]
    assert Counter(one["state"] for one in found) == {"sent": 1, "failed": 2}
    assert all(one["error"]["en"] for one in found if one["state"] == "failed")
    attached: dict[str, Any] = {one.get_content_type(): one.get_payload(decode=True) for one in mail.iter_attachments()}
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(attached["application/pdf"])).pages)
    assert "1,070" in text
    assert attached["image/png"].startswith(b"\x89PNG")
    (sheet,) = [one for one in attached if "spreadsheet" in one]
    book = CalamineWorkbook.from_filelike(io.BytesIO(attached[sheet]))
    numbers = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert 1070.0 in numbers


@pytest.mark.scenario("S45")
async def test_s45_what_is_sent_to_sellers_holds_their_own_numbers(team: Company, mails: Mails) -> None:
    await deal(team, "sam", 1234)
    await deal(team, "sue", 77)
    dora = team.browsers["dora"]
    query = {"dataset": "opportunity", "measures": [REVENUE]}
    tile = {"name": "open", "x": 0, "y": 0, "chart": {"kind": "kpi", "value": "amount", "query": query}}
    board = {"name": "x", "label": {"en": "Mine", "zh-CN": "我的"}, "tiles": [tile]}
    kept = await asked(dora, "dashboards", dashboard=board, shared=True)
    made = await asked(
        dora, "schedules", label="Own", dashboard=kept["dashboard"]["name"], receivers={"roles": ["crm.seller"]}
    )
    await asked(dora, f"schedules/{made['id']}/send")
    await team.work()
    sent = {str(one["To"]): one for one in mails.found}
    assert set(sent) == {"sam@acme.cn", "sue@acme.cn"}
    assert "1,234" in text_of(sent["sam@acme.cn"])
    assert "77" in text_of(sent["sue@acme.cn"])
    assert "1,311" not in text_of(sent["sam@acme.cn"])
    # Others may not look at it, and sellers may not send what they may not share.
    assert (await team.browsers["sam"].get(f"{CRM}/schedules/{made['id']}/deliveries")).status_code == 404


async def due(company: Company) -> None:
    """Look for what is due, and do it."""
    async with company.tools.database.transaction() as connection:
        await enqueue(connection, REPORT_DUE.new(ReportDueArguments()))
    await company.work()
    await company.rows("UPDATE job SET run_at = now() WHERE finished_at IS NULL")
    await company.work()


async def test_alerts_tell_once_until_they_stop_being_true(team: Company, mails: Mails) -> None:
    dora, sam = team.browsers["dora"], team.browsers["sam"]
    draft = {"label": "Much to do", "metric": "pipeline", "comparison": "above", "threshold": "1000",
             "receivers": {"accounts": [team.ids["dora"], team.ids["sam"]]}}  # fmt: skip
    made = await asked(dora, "alerts", **draft)

    async def look() -> list[tuple[str, str, str]]:
        await team.rows("UPDATE report_alert SET next_at = now() - interval '1 minute'")
        await due(team)
        events = (await dora.get(f"{CRM}/alerts/{made['id']}/history")).json()["events"]
        return [(one["name"], one["kind"], one["value"]) for one in reversed(events)]

    assert await look() == []
    one = await deal(team, "sam", 900)
    await deal(team, "sue", 500)
    # The director sees 1,400, the seller only the own 900.
    assert [(who, kind, Decimal(value)) for who, kind, value in await look()] == [("Dora", "fired", Decimal(1400))]
    assert len(await look()) == 1
    (mail,) = mails.found
    assert mail["To"] == "dora@acme.cn"
    told = (await dora.get("/api/notifications")).json()["notifications"]
    assert [one["content"]["title"] for one in told if one["kind"] == "notice"] == [mail["Subject"]]
    assert not (await sam.get("/api/notifications")).json()["notifications"]
    patch = {"version": one["version"], "values": {"amount": "10"}}
    answer = await sam.patch(f"/api/apps/crm/forms/opportunity/records/{one['id']}", json=patch)
    assert answer.status_code == 200, answer.text
    assert [kind for _, kind, _ in await look()] == ["fired", "ended"]
    (view,) = (await dora.get(f"{CRM}/alerts")).json()["alerts"]
    assert (view["firing"], Decimal(view["value"])) == (False, Decimal(510))


@pytest.mark.scenario("S42")
async def test_s42_conversion_and_what_to_expect_are_those_of_the_records(team: Company) -> None:
    sam, dora = team.browsers["sam"], team.browsers["dora"]
    days = [clock.now().date() + timedelta(days=at) for at in (5, 40, 75)]
    made = [
        await deal(team, "sam", amount, expected_on=str(day)) for amount, day in zip((100, 250, 70), days, strict=True)
    ]
    await change(sam, "opportunity", made[0]["id"], stage="needs", need="Servos")
    await change(sam, "opportunity", made[1]["id"], stage="needs", need="Drives")
    # Expected is the amount by the probability of the stage, by the month in which it is expected.
    answer = await asked(dora, "dashboards/director/tiles/forecast", periods={"period": None})
    wanted: dict[str, Decimal] = {}
    for one in made:
        now = (await record(sam, "opportunity", one["id"]))["values"]
        month = f"{now['expected_on'][:7]}-01"
        wanted[month] = wanted.get(month, Decimal(0)) + Decimal(now["amount"]) * Decimal(str(now["probability"]))
    assert {row["values"][0]: Decimal(row["values"][2]) for row in answer["rows"]} == wanted
    # Two of three went on from the first stage.
    answer = await asked(dora, "dashboards/insight/tiles/conversion", periods={"period": None})
    heads = [one["name"] for one in answer["columns"]]
    (row,) = [one["values"] for one in answer["rows"] if one["level"]]
    assert (row[0], Decimal(row[heads.index("to_needs")])) == ("Sam", Decimal("0.66666667"))
    ranking = await asked(dora, "dashboards/insight/tiles/month")
    assert ranking["rows"] == [] or all(Decimal(one["values"][1] or 0) == 0 for one in ranking["rows"])


@pytest.mark.scenario("S43")
async def test_s43_a_metric_is_the_same_number_wherever_it_is_used(team: Company) -> None:
    for at in range(3):
        await deal(team, "sam", 100 + at)
    dora = team.browsers["dora"]
    chart = await asked(dora, "dashboards/director/tiles/pipeline", periods={"period": None})
    alone = await asked(dora, "metrics/pipeline")
    file = await dora.post(f"{CRM}/dashboards/director/file", json={"format": "excel", "language": "en"})
    assert file.status_code == 200, file.text
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.content))
    (head, cells) = book.get_sheet_by_name("Pipeline").to_python()[:2]
    # A rule about the metric sees the same: it holds at the number, and not above.
    draft = {"label": "x", "metric": "pipeline", "threshold": "303", "receivers": {"accounts": [team.ids["dora"]]}}
    exact = await asked(dora, "alerts", comparison="at_least", **draft)
    await asked(dora, "alerts", comparison="above", **draft)
    await team.rows("UPDATE report_alert SET next_at = now() - interval '1 minute'")
    await due(team)
    alerts = (await dora.get(f"{CRM}/alerts")).json()["alerts"]
    assert {one["id"]: one["firing"] for one in alerts}[exact["id"]] is True
    assert sum(one["firing"] for one in alerts) == 1
    assert {Decimal(one["value"]) for one in alerts} == {Decimal(303)}
    assert Decimal(chart["rows"][0]["values"][0]) == Decimal(alone["rows"][0]["values"][0]) == Decimal(303)
    assert (head, cells) == (["Pipeline"], [303.0])


@pytest.mark.scenario("S44")
async def test_s44_a_forecast_comes_with_its_error_and_says_when_too_little_is_known(team: Company) -> None:
    sam, dora = team.browsers["sam"], team.browsers["dora"]
    customer = await create(sam, "customer", name="Acme", grade="A")

    async def forecast() -> dict[str, Any]:
        month = {"name": "month", "expression": "at", "grain": "month"}
        query = {"dataset": "activity", "dimensions": [month], "measures": [{"name": "n", "of": {"kind": "count"}}]}
        answer = await asked(dora, "query", query=query, analysis={"kind": "forecast", "horizon": 3})
        (series,) = answer["finding"]["series"]
        return dict(series)

    for back in range(1, 9):
        for _ in range(1 + back % 2):
            at = f"{month_back(back)}T09:00:00+08:00"
            await create(sam, "activity", way="call", subject="Call", customer=customer["id"], at=at)
        if back == 3:
            short = await forecast()
            assert (short["known"], short["needed"], short["model"]) == (3, 6, "")
            assert all(one["expected"] is None for one in short["points"])
    found = await forecast()
    assert found["known"] == 8
    assert [Decimal(one["actual"]) for one in found["points"][:8]] == [1 + back % 2 for back in range(8, 0, -1)]
    assert len([one for one in found["points"] if one["expected"] is not None]) == 3
    assert found["mape"] is not None
    assert found["tested"] > 0


@pytest.mark.scenario("S48")
async def test_s48_a_quotation_offers_what_similar_customers_buy_with_the_counts(team: Company) -> None:
    sam, dora = team.browsers["sam"], team.browsers["dora"]
    plain = {"category": "servo", "list_price": "10", "cost": "5", "tax_rate": "0.13"}
    names = ("pump", "hose", "motor")
    products = {one: (await create(dora, "product", code=one, name=one, **plain))["id"] for one in names}
    bought = [("pump", "hose")] * 3 + [("pump",), ("motor", "hose"), ("motor",)]
    customer: dict[str, Any] = {}
    for at, together in enumerate(bought):
        customer = await create(sam, "customer", name=f"c{at}", grade="A")
        lines = [{"product": products[one], "quantity": 1} for one in together]
        await create(sam, "quotation", customer=customer["id"], lines=lines)
    await team.rows("UPDATE crm__quotation SET status = 'accepted'")
    asker = {"form": "quotation", "items": [products["pump"]], "subject": customer["id"]}
    offers = await asked(sam, "offers", **asker)
    (one,) = offers["items"]
    assert (offers["rows"], offers["field"], offers["baskets"]) == ("lines", "product", 6)
    assert (one["title"], one["because"], one["id"]) == ("hose", "pump", products["hose"])
    # Of six customers four have a pump, four a hose, three both.
    rule = one["rule"]
    assert (rule["both"], rule["of_left"], rule["of_right"]) == (3, 4, 4)
    assert (Decimal(rule["support"]), Decimal(rule["confidence"])) == (Decimal("0.5"), Decimal("0.75"))
    assert Decimal(rule["lift"]) == Decimal("1.125")
    # Who sees none of these customers is offered nothing.
    assert (await asked(team.browsers["sue"], "offers", **asker))["items"] == []
