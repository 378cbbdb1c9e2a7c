"""S42–S48: numbers that are one everywhere, forecasts with their error, what goes together, and what is sent."""

import io
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from lowcode.kernel import clock
from lowcode.services.jobs.report_due import REPORT_DUE, ReportDueArguments
from lowcode.store.jobs import enqueue
from tests.scenarios.company import Company, create
from tests.services.effects.receivers import Mails

CRM = "/api/apps/crm/reports"
REVENUE = {"name": "amount", "of": {"kind": "sum", "value": "amount"}}
WON = 'stage = "won"'


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
    attached = {one.get_content_type(): one.get_payload(decode=True) for one in mail.iter_attachments()}
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
    assert "1,234" in sent["sam@acme.cn"].get_body().get_content()
    assert "77" in sent["sue@acme.cn"].get_body().get_content()
    assert "1,311" not in str(sent["sam@acme.cn"].get_body().get_content())
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
    assert [(who, kind, Decimal(value)) for who, kind, value in await look()] == [("Dora", "fired", 1400)]
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
    assert (view["firing"], Decimal(view["value"])) == (False, 510)
