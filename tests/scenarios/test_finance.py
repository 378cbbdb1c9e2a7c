"""S09, S10, S13, S14, S30: what customers owe and pay, their credit, and what sellers and partners earn by it."""

import asyncio
from typing import Any

import httpx
import pytest

from lowcode.bundle.app import LAYOUT
from lowcode.bundle.folder import files_of, read
from lowcode.services.actor import PRODUCT
from lowcode.services.ledgers import Ledgers
from tests.scenarios.company import CATALOG, Company, act, change, create, patched, record, tasks, upload, verb
from tests.scenarios.trade import Trade, opened

Values = dict[str, Any]


class Books(Trade):
    """A company with an accountant."""

    @property
    def clerk(self) -> httpx.AsyncClient:
        """The accountant's browser."""
        return self.company.browsers["fi"]

    async def delivered(self, quantity: float) -> Values:
        """Return the receivable of an order that was delivered."""
        await self.stocked("pump", quantity)
        order = await self.confirmed(("pump", quantity))
        (delivery,) = [one for one in await self.of("delivery") if one["values"]["order"] == order["id"]]
        await self.ship(delivery["id"])
        (found,) = [one for one in await self.of("receivable", "finance") if one["values"]["order"] == order["id"]]
        return found

    async def paid(self, amount: float, *chosen: tuple[str, float]) -> Values:
        """Return a payment that was booked, for chosen receivables or else the oldest."""
        rows = [{"receivable": one, "amount": part} for one, part in chosen]
        given = {"customer": self.ids["acme"], "amount": amount, "allocations": rows}
        made = await create(self.clerk, "payment", "finance", **given)
        answer = await self.clerk.post(
            f"/api/apps/finance/forms/payment/records/{made['id']}/actions/book_payment", json={}
        )
        assert answer.status_code == 200, answer.text
        return await record(self.clerk, "payment", made["id"], "finance")

    async def open(self, receivable: str) -> float:
        """Return what is open of a receivable."""
        return float((await record(self.clerk, "receivable", receivable, "finance"))["values"]["open"])

    async def balance(self, ledger: str, *measures: str) -> tuple[float, ...]:
        """Return the sums of measures over all balances of a ledger."""
        found = [one["values"] for one in await self.of(ledger, "finance")]
        return tuple(sum(float(one[name] or 0) for one in found) for name in measures)

    async def right(self) -> None:
        """Demand that all ledgers of all apps agree with their lines and records."""
        ledgers = Ledgers(self.company.tools.database)
        for app in ("inventory", "finance"):
            compiled = await self.company.tools.record_app(app)
            for state in await ledgers.verify(PRODUCT, compiled, records=True):
                assert state.right, (app, state)


@pytest.fixture
async def books(company: Company) -> Books:
    """A company that keeps books."""
    trade = await opened(company, "sales", "finance")
    await company.hire("fi", "finance.finance", "sales.finance", "crm.finance")
    return Books(company, trade.ids)


@pytest.mark.scenario("S10")
async def test_s10_an_order_is_held_to_the_credit_limit_over_orders_deliveries_and_payments(books: Books) -> None:
    await change(books.clerk, "customer", books.ids["acme"], credit_limit="1000")
    await books.stocked("pump", 50)
    first = await books.order(("pump", 5))
    assert float(first["values"]["total"]) == 565
    second = await books.order(("pump", 5))
    answers = await asyncio.gather(
        *(patched(books.seller, "order", one["id"], "sales", stage="confirmed") for one in (first, second))
    )
    assert sorted(one.status_code for one in answers) == [200, 422]
    refused = next(one for one in answers if one.status_code == 422)
    assert "Acme 超出信用额度：需要 565，可用 435，超出 130。" in refused.text
    assert await books.balance("credit", "open_orders", "receivable") == (565, 0)
    (delivery,) = await books.of("delivery")
    await books.ship(delivery["id"])
    assert await books.balance("credit", "open_orders", "receivable") == (0, 565)
    await books.paid(565)
    left = next(one for one, answer in zip((first, second), answers, strict=True) if answer.status_code == 422)
    await change(books.seller, "order", left["id"], "sales", stage="confirmed")
    assert await books.balance("credit", "open_orders", "receivable") == (565, 0)
    await books.right()


@pytest.mark.scenario("S13")
async def test_s13_payments_settle_the_oldest_first_or_what_was_chosen_and_never_more(books: Books) -> None:
    first, second = await books.delivered(4), await books.delivered(2)
    assert await books.open(first["id"]) == 452
    invoices = await books.of("invoice", "finance")
    assert [float(one["values"]["amount"]) for one in invoices] == [452, 226]
    told = (await books.clerk.get("/api/notifications")).json()["notifications"]
    assert sum("请开票" in str(one["content"]) for one in told) == 2
    oldest = await books.paid(500)
    assert [float(one["amount"]) for one in oldest["values"]["allocations"]] == [452, 48]
    assert (await books.open(first["id"]), await books.open(second["id"])) == (0, 178)
    # Two at once for the same receivable: one of them finds nothing left.
    drafts = []
    for _ in range(2):
        rows = [{"receivable": second["id"], "amount": 178}]
        drafts.append(
            await create(books.clerk, "payment", "finance", customer=books.ids["acme"], amount=178, allocations=rows)
        )
    answers = await asyncio.gather(
        *(patched(books.clerk, "payment", one["id"], "finance", stage="booked") for one in drafts)
    )
    assert sorted(one.status_code for one in answers) == [200, 422], [one.text for one in answers]
    assert await books.open(second["id"]) == 0
    await books.right()


@pytest.mark.scenario("S30")
async def test_s30_commission_bonus_and_rebate_come_with_a_payment_and_go_with_its_reversal(books: Books) -> None:
    boss = books.boss
    tiers = [{"least": "400", "rate": "0.03"}, {"least": "1000", "rate": "0.05"}]
    await create(boss, "rebate_policy", "finance", name="A", valid_from="2026-01-01", tiers=tiers)
    first = await books.delivered(4)
    assert first["values"]["first_order"] is True
    payment = await books.paid(452)
    assert float(payment["values"]["commission_rate"]) == 0.025
    assert await books.balance("commission", "paid", "commission", "bonus") == (452, 11.3, 500)
    (rebate,) = await books.of("rebate", "finance")
    shown = [float(rebate["values"][name]) for name in ("paid", "rate", "earned", "to_next")]
    assert shown == [452, 0.03, 13.56, 548]
    await change(books.clerk, "payment", payment["id"], "finance", stage="reversed")
    assert await books.balance("commission", "paid", "commission", "bonus") == (0, 0, 0)
    (rebate,) = await books.of("rebate", "finance")
    assert [float(rebate["values"][name]) for name in ("paid", "earned")] == [0, 0]
    assert await books.open(first["id"]) == 452
    second = await books.delivered(1)
    assert second["values"]["first_order"] is False
    await books.right()


@pytest.mark.scenario("S20")
async def test_s20_a_return_lowers_what_is_owed(books: Books) -> None:
    found = await books.delivered(4)
    answer = await books.press(books.keeper, "delivery", found["values"]["delivery"], "take_back")
    assert answer.status_code == 200, answer.text
    (made,) = await books.of("return_order")
    rows = [{**made["values"]["lines"][0], "quantity": 1}]
    await change(books.keeper, "return_order", made["id"], "sales", lines=rows)
    await change(books.keeper, "return_order", made["id"], "sales", stage="received")
    assert await books.open(found["id"]) == 339
    assert await books.balance("credit", "receivable") == (339,)
    assert await books.balance("receivable_account", "due", "credited") == (452, 113)
    await books.right()


@pytest.mark.scenario("S09")
@pytest.mark.scenario("S14")
async def test_s09_the_last_approval_signs_the_customer_orders_and_has_it_invoiced_at_once(books: Books) -> None:
    company = books.company
    director = await company.hire("di", "crm.director")
    legal = await company.hire("le", "crm.legal")
    opportunity = await create(books.seller, "opportunity", name="泵站", customer=books.ids["acme"], amount="500")
    lines = [{"product": books.ids["pump"], "quantity": "5"}]
    quotation = await create(
        books.seller, "quotation", customer=books.ids["acme"], opportunity=opportunity["id"], lines=lines
    )
    contract = await create(
        books.seller,
        "contract",
        name="泵站合同",
        customer=books.ids["acme"],
        opportunity=opportunity["id"],
        quotation=quotation["id"],
        amount="565",
        payment="prepaid",
        document=[await upload(books.seller)],
    )
    await change(books.seller, "contract", contract["id"], status="approval")
    await act(director, "approve")
    await act(legal, "approve")
    # When the very last of it fails, the plan of payments, nothing at all has happened in any app.
    broken = read(files_of(CATALOG / "finance"), LAYOUT)["rules"]["invoice_of_a_contract"]
    instalments = '[{due_on: today(), amount: amount, milestone: "no such milestone"}]'
    broken["effects"][-1]["values"]["instalments"] = instalments
    await company.install("finance", rules={"invoice_of_a_contract": broken})
    await company.tools.record_apps.refresh()
    (task,) = await tasks(books.clerk)
    lines = await company.rows("SELECT count(*) FROM record_change")
    refused = await verb(books.clerk, task["id"], "approve")
    assert refused.status_code == 422, refused.text
    assert await company.rows("SELECT count(*) FROM record_change") == lines
    assert [await books.of(*one) for one in (("order",), ("invoice", "finance"), ("payment_plan", "finance"))] == [
        []
    ] * 3
    before = await record(books.seller, "contract", contract["id"])
    assert before["values"]["status"] == "approval"
    assert (await record(books.seller, "customer", books.ids["acme"]))["values"]["status"] != "signed"
    assert [one["id"] for one in await tasks(books.clerk)] == [task["id"]]
    await company.install("finance")
    await company.tools.record_apps.refresh()
    await act(books.clerk, "approve")
    (order,) = await books.of("order")
    assert (order["values"]["contract"], order["values"]["quotation"]) == (contract["id"], quotation["id"])
    assert [float(one["quantity"]) for one in order["values"]["lines"]] == [5]
    customer = await record(books.seller, "customer", books.ids["acme"])
    assert customer["values"]["status"] == "signed"
    (invoice,) = await books.of("invoice", "finance")
    assert (invoice["values"]["stage"], float(invoice["values"]["amount"])) == ("draft", 565)
    assert len(await books.of("payment_plan", "finance")) == 1
    # From any document to the next: the order is found at its contract, quotation and customer.
    for form, id_ in (("contract", contract["id"]), ("quotation", quotation["id"]), ("customer", books.ids["acme"])):
        answer = await books.boss.get(f"/api/apps/crm/forms/{form}/records/{id_}/related/orders")
        assert order["id"] in answer.text, (form, answer.text)
