"""S14, S19, S22, S32: related documents, the customer on one page, what nobody follows up, and rules tried before."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from lowcode.kernel import clock
from tests.scenarios.company import Company, change, create
from tests.scenarios.trade import Trade, opened, sweep


async def documents(client: httpx.AsyncClient, app: str, form: str, id_: str) -> list[dict[str, Any]]:
    """Return the documents that belong together with one."""
    answer = await client.get(f"/api/apps/{app}/forms/{form}/records/{id_}/chain")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["documents"])


@pytest.mark.scenario("S14")
@pytest.mark.scenario("S19")
async def test_s14_s19_documents_lead_to_each_other_and_the_customer_stands_on_one_page(company: Company) -> None:
    trade: Trade = await opened(company, "sales", "finance")
    acme = trade.ids["acme"]
    deal = await create(trade.seller, "opportunity", name="泵站", customer=acme, amount="500")
    lines = [{"product": trade.ids["pump"], "quantity": "5"}]
    offer = await create(trade.seller, "quotation", customer=acme, opportunity=deal["id"], lines=lines)
    await change(trade.seller, "quotation", offer["id"], status="sent")
    await change(trade.seller, "quotation", offer["id"], status="accepted")
    await company.work()
    (order,) = await trade.of("order")
    await trade.stocked("pump", 5)
    promised = str(clock.now().date() + timedelta(days=9))
    await change(trade.seller, "order", order["id"], "sales", warehouse=trade.ids["east"], promised_on=promised)
    assert (await trade.press(trade.seller, "order", order["id"], "confirm_order")).status_code == 200
    (delivery,) = await trade.of("delivery")
    await trade.ship(delivery["id"])
    (due,) = await trade.of("receivable", "finance")
    payment = await create(trade.boss, "payment", "finance", customer=acme, amount="100")
    press = f"/api/apps/finance/forms/payment/records/{payment['id']}/actions/book_payment"
    assert (await trade.boss.post(press, json={})).status_code == 200
    # Walked from the first and from the last, over apps and rows, the oldest first.
    found: list[dict[str, Any]] = []
    wanted = ["opportunity", "quotation", "order", "delivery", "receivable", "invoice", "payment"]
    for app, form, id_ in (("crm", "opportunity", deal["id"]), ("finance", "payment", payment["id"])):
        found = await documents(trade.boss, app, form, id_)
        assert [one["form"] for one in found] == wanted
        assert [one["hops"] for one in found if one["id"] == id_] == [0]
    shown = next(one for one in found if one["form"] == "order")
    assert (shown["stage"]["zh-CN"], shown["outcome"]) == ("已发货", "open")
    assert set(shown["leads_to"]) == {deal["id"], offer["id"]}
    # The seller has no rights in finance: the walk ends before the money.
    assert [one["form"] for one in await documents(trade.seller, "crm", "opportunity", deal["id"])] == wanted[:4]
    # A customer is no document: nothing is walked through it.
    assert await documents(trade.boss, "crm", "customer", acme) == []

    path = f"/api/apps/crm/forms/customer/records/{acme}/overview"
    page = (await trade.boss.get(path)).json()
    figures = {one["name"]: one["value"] for one in page["figures"]}
    assert {name: float(figures[name]) for name in ("orders", "ordered", "receivable", "overdue", "paid")} == {
        "orders": 1,
        "ordered": 565,
        "receivable": 465,
        "overdue": 0,
        "paid": 100,
    }
    lists = {one["name"]: one["records"] for one in page["lists"]}
    assert {name: len(lists[name]) for name in ("orders", "deliveries", "receivables", "payments", "tickets")} == {
        "orders": 1,
        "deliveries": 1,
        "receivables": 1,
        "payments": 1,
        "tickets": 0,
    }
    assert (page["title"], page["label"]["zh-CN"]) == ("Acme", "客户全景")
    assert lists["receivables"][0]["id"] == due["id"]
    # The seller sees the page without money; a stranger does not see it.
    mine = (await trade.seller.get(path)).json()
    assert {one["app"] for one in mine["lists"]} == {"crm", "sales"}
    stranger = await company.hire("no", "crm.seller")
    assert (await stranger.get(path)).status_code == 404


@pytest.mark.scenario("S22")
@pytest.mark.scenario("S32")
async def test_s22_s32_a_rule_is_tried_before_it_warns_owner_and_manager(company: Company) -> None:
    await company.install("crm")
    await company.hire("mia", "crm.manager")
    sam = await company.hire("sam", "crm.seller")
    await company.rows(
        "UPDATE account SET manager_id = $1 WHERE id = $2 RETURNING id", company.ids["mia"], company.ids["sam"]
    )
    acme = await create(sam, "customer", name="上海华创科技有限公司")
    deal = await create(sam, "opportunity", name="产线改造", customer=acme["id"], amount="100000")
    start = clock.now()
    # Tried on what has happened: after three days it would have fired for the one that nobody cared for.
    changed = {"form": "opportunity", "trigger": {"kind": "idle", "days": 3, "since": "created at"}, "effects": []}
    asked = {
        "app": "crm",
        "rule": "sooner",
        "since": (start - timedelta(days=1)).isoformat(),
        "until": (start + timedelta(days=5)).isoformat(),
        "changed": changed | {"effects": [{"kind": "notify", "people": "owner.id", "title": "name"}]},
    }
    answer = await company.administrator.post("/api/rules/replay", json=asked)
    assert answer.status_code == 200, answer.text
    await company.work()
    state = (await company.administrator.get(f"/api/rules/replays/{answer.json()['job']}")).json()
    assert (state["result"]["hits"], state["result"]["shown"][0]["record_id"]) == (1, deal["id"])
    assert state["result"]["effects"] == {"notify": 1}
    notices = "SELECT coalesce(content #>> '{title,zh-CN}', content ->> 'title') AS title FROM notification"
    titles = f"{notices} WHERE account_id = $1::uuid"
    assert await company.rows(titles, company.ids["sam"]) == []
    for days, wanted in ((6.9, 0), (7.1, 1), (7.2, 1)):
        with clock.held(start + timedelta(days=days)):
            await sweep(company)
        for person in ("sam", "mia"):
            told = [row["title"] for row in await company.rows(titles, company.ids[person])]
            assert told == ["商机“产线改造”已 7 天未跟进"] * wanted, (days, person)
