"""Business days of the shipped apps: what people do in a day, by chance from a seed, and what the books say then.

The books are recomputed from the documents in plain Python, without an expression, formula or ledger of the product.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random
from typing import Any, Final, TypeVar
from uuid import UUID

from lowcode.bundle.folder import files_of
from lowcode.kernel import clock
from lowcode.kernel.errors import Conflict, Invalid
from lowcode.services.accounts import NewAccount
from lowcode.services.actor import PRODUCT
from lowcode.services.flow_starts import watch
from lowcode.services.ledgers import Ledgers
from lowcode.services.record_writing import NewRecord, RecordChange
from lowcode.services.workshop import Workshop, workshop
from lowcode.services.workspace import Workspace

CATALOG: Final = Path(__file__).parents[1] / "apps_catalog"
APPS: Final = ("crm", "inventory", "sales", "finance")
AT_ONCE: Final = 6
"""How many people work at the same moment."""
TABLES: Final = (
    "crm__customer",
    "inventory__receipt",
    "inventory__receipt__lines",
    "sales__order",
    "sales__order__lines",
    "sales__delivery",
    "sales__delivery__lines",
    "sales__return_order",
    "sales__return_order__lines",
    "finance__receivable",
    "finance__payment",
    "finance__payment__allocations",
)
"""The tables of the documents."""
_CENT: Final = Decimal("0.01")
_ZERO: Final = Decimal(0)

Result = TypeVar("Result")
Books = dict[str, dict[Any, tuple[Decimal, ...]]]
"""Balances that are not nothing, by the book and the key."""


def cents(amount: Decimal) -> Decimal:
    """Return an amount of money, halves away from zero."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


@dataclass
class Firm:
    """A firm that works, day by day."""

    tools: Workshop
    random: Random
    ids: dict[str, list[str]] = field(default_factory=dict)
    refused: int = 0
    """How often the product refused something, as what is not there."""
    done: int = 0
    """How often it did what was wanted."""

    async def new(self, app: str, form: str, owner: UUID | None = None, **values: Any) -> str | None:
        """Return the id of a new record; None when it was refused."""
        compiled = await self.tools.record_app(app)

        async def work() -> str:
            made = await self.tools.records.writing.create(
                compiled, PRODUCT, form, NewRecord(values=values, owner=owner)
            )
            return str(made.id)

        return await self._tried(work)

    async def change(self, app: str, form: str, id_: str, **values: Any) -> bool:
        """Change a record; return whether that was accepted."""
        compiled = await self.tools.record_app(app)

        async def work() -> bool:
            change: dict[UUID, RecordChange | NewRecord] = {UUID(id_): NewRecord(values=values)}
            await self.tools.records.writing.update_many(compiled, PRODUCT, form, change)
            return True

        return bool(await self._tried(work))

    async def _tried(self, work: Callable[[], Awaitable[Result]]) -> Result | None:
        """Return what comes of something, None when it is refused."""
        try:
            found = await work()
        except (Invalid, Conflict):
            self.refused += 1
            return None
        self.done += 1
        return found

    async def rows(self, text: str, *values: Any) -> list[Any]:
        """Return rows of the database."""
        async with self.tools.database.connection() as connection:
            return list(await connection.fetch(text, *values))

    # --- what there is ------------------------------------------------------------------------------------------------

    async def found(self) -> None:
        """Make people, customers, products and a warehouse."""
        workspace = self.tools.workspace
        people = [
            (await workspace.accounts.create(PRODUCT, NewAccount(name=f"seller{at}", display_name=f"Seller {at}")))[0]
            for at in range(3)
        ]
        self.ids["people"] = [str(one.id) for one in people]
        warehouse = await self.new("inventory", "warehouse", name="East")
        self.ids["warehouse"] = [str(warehouse)]
        products = [
            await self.new("crm", "product", code=f"P{at}", name=f"Product {at}", category="servo",
                           list_price=str(37 + 13 * at), tax_rate="0.13")
            for at in range(5)
        ]  # fmt: skip
        self.ids["product"] = [str(one) for one in products]
        customers = [
            await self.new("crm", "customer", name=f"Customer {at}", grade="ABC"[at % 3],
                           credit_limit="0" if at % 2 else "20000")
            for at in range(6)
        ]  # fmt: skip
        self.ids["customer"] = [str(one) for one in customers]
        await self.new("finance", "rebate_policy", name="Tiers", valid_from="2020-01-01",
                       tiers=[{"least": "1000", "rate": "0.01"}, {"least": "9000", "rate": "0.02"}])  # fmt: skip

    # --- a day --------------------------------------------------------------------------------------------------------

    async def day(self, today: date) -> None:
        """Let people work for a day, several at the same moment."""
        with clock.held(datetime.combine(today, time(12), clock.zone())):
            work = [*self._arrivals(), *self._orders(), *await self._shipments(), *await self._returns()]
            work += [*await self._payments(), *await self._reversals()]
            self.random.shuffle(work)
            gate = asyncio.Semaphore(AT_ONCE)

            async def behind(one: Callable[[], Awaitable[Any]]) -> None:
                async with gate:
                    await one()

            await asyncio.gather(*(behind(one) for one in work))

    def _arrivals(self) -> Iterable[Callable[[], Awaitable[Any]]]:
        """Iterate over goods that arrive."""
        for product in self.random.sample(self.ids["product"], 3):
            lines = [{"product": product, "quantity": str(self.random.randint(20, 80))}]

            async def arrive(lines: list[dict[str, str]] = lines) -> None:
                made = await self.new("inventory", "receipt", warehouse=self.ids["warehouse"][0], lines=lines)
                if made is not None:
                    await self.change("inventory", "receipt", made, stage="received")

            yield arrive

    def _orders(self) -> Iterable[Callable[[], Awaitable[Any]]]:
        """Iterate over orders that are taken and confirmed."""
        for _ in range(self.random.randint(1, 4)):
            products = self.random.sample(self.ids["product"], self.random.randint(1, 3))
            lines = [{"product": one, "quantity": str(self.random.randint(1, 12)),
                      "discount": self.random.choice(["0", "0.05"])} for one in products]  # fmt: skip
            given = {"customer": self.random.choice(self.ids["customer"]), "lines": lines}
            owner = UUID(self.random.choice(self.ids["people"]))

            async def take(given: dict[str, Any] = given, owner: UUID = owner) -> None:
                promised = str(clock.now().date() + timedelta(days=7))
                there = {"warehouse": self.ids["warehouse"][0], "promised_on": promised}
                made = await self.new("sales", "order", owner, **there, **given)
                if made is not None:
                    await self.change("sales", "order", made, stage="confirmed")

            yield take

    async def _shipments(self) -> list[Callable[[], Awaitable[Any]]]:
        """Return shipments of what is to be picked, whole or in part, and some that are taken back."""
        drafts = await self.rows(
            "SELECT d.id FROM sales__delivery d JOIN sales__order o ON o.id = d.order "
            "WHERE d.stage = 'draft' AND o.stage IN ('confirmed', 'delivering') ORDER BY d.id"
        )
        work: list[Callable[[], Awaitable[Any]]] = []
        for row in self.random.sample(drafts, min(len(drafts), 4)):
            lines = await self.rows(
                "SELECT * FROM sales__delivery__lines WHERE parent_id = $1 ORDER BY position", row["id"]
            )
            part = self.random.random() < 0.4
            given = [
                {"id": str(one["id"]), "order_line": one["order_line"], "product": str(one["product"]),
                 "quantity": str(self.random.randint(1, int(one["quantity"])) if part else one["quantity"]),
                 "unit_price": str(one["unit_price"])}
                for one in lines
            ]  # fmt: skip

            async def ship(id_: str = str(row["id"]), given: list[dict[str, Any]] = given) -> None:
                await self.change("sales", "delivery", id_, lines=given, stage="shipped")

            work.append(ship)
        return work

    async def _returns(self) -> list[Callable[[], Awaitable[Any]]]:
        """Return goods that come back."""
        if self.random.random() < 0.6:
            return []
        lines = await self.rows(
            "SELECT l.*, d.id AS delivery, d.order AS of_order FROM sales__delivery__lines l "
            "JOIN sales__delivery d ON d.id = l.parent_id WHERE d.stage = 'shipped' AND NOT EXISTS "
            "(SELECT FROM sales__return_order r WHERE r.delivery = d.id) ORDER BY l.id"
        )
        if not lines:
            return []
        one = self.random.choice(lines)
        row = {"order_line": one["order_line"], "product": str(one["product"]), "unit_price": str(one["unit_price"]),
               "quantity": str(self.random.randint(1, int(one["quantity"])))}  # fmt: skip

        async def come_back() -> None:
            there: dict[str, Any] = {"delivery": str(one["delivery"]), "order": str(one["of_order"])}
            made = await self.new("sales", "return_order", warehouse=self.ids["warehouse"][0], lines=[row], **there)
            if made is not None:
                await self.change("sales", "return_order", made, stage="received")

        return [come_back]

    async def _payments(self) -> list[Callable[[], Awaitable[Any]]]:
        """Return payments, the oldest first or for what was chosen, some of them for the same."""
        owed = await self.rows(
            "SELECT id, customer, open FROM finance__receivable WHERE open > 0 ORDER BY due_on, number"
        )
        work: list[Callable[[], Awaitable[Any]]] = []
        for _ in range(self.random.randint(0, 3) if owed else 0):
            customer = self.random.choice(owed)["customer"]
            mine = [one for one in owed if one["customer"] == customer]
            left = cents(sum((one["open"] for one in mine), _ZERO) * Decimal(self.random.choice(["0.3", "0.7", "1"])))
            allocations = []
            amount = left
            for one in mine if self.random.random() < 0.7 else reversed(mine):
                taken = min(left, one["open"])
                if taken > 0:
                    allocations.append({"receivable": str(one["id"]), "amount": str(taken)})
                    left -= taken
            if not allocations:
                continue

            async def pay(given: Any = (str(customer), str(amount), allocations)) -> None:
                customer, amount, allocations = given
                values = {"customer": customer, "amount": amount, "allocations": allocations}
                made = await self.new("finance", "payment", **values)
                if made is not None:
                    await self.change("finance", "payment", made, stage="booked")

            work.append(pay)
        return work

    async def _reversals(self) -> list[Callable[[], Awaitable[Any]]]:
        """Return payments that are reversed, and shipments that are taken back."""
        work: list[Callable[[], Awaitable[Any]]] = []
        if self.random.random() < 0.3:
            booked = await self.rows("SELECT id FROM finance__payment WHERE stage = 'booked' ORDER BY id")
            if booked:
                id_ = str(self.random.choice(booked)["id"])
                work.append(lambda: self.change("finance", "payment", id_, stage="reversed"))
        if self.random.random() < 0.15:
            shipped = await self.rows("SELECT id FROM sales__delivery WHERE stage = 'shipped' ORDER BY id")
            if shipped:
                other = str(self.random.choice(shipped)["id"])
                work.append(lambda: self.change("sales", "delivery", other, stage="draft"))
        return work

    # --- the books ----------------------------------------------------------------------------------------------------

    async def differences(self) -> list[str]:
        """Return where balances are not what the documents come to, and where ledgers are not their lines."""
        wanted, there = await self.recomputed(), await self.kept()
        found = [
            f"{book} {key}: {there[book].get(key)} ≠ {wanted[book].get(key)}"
            for book in wanted
            for key in wanted[book].keys() | there[book].keys()
            if wanted[book].get(key) != there[book].get(key)
        ]
        ledgers = Ledgers(self.tools.database)
        for app in ("inventory", "finance"):
            for state in await ledgers.verify(PRODUCT, await self.tools.record_app(app)):
                found += [f"{app}.{state.ledger}: {one}" for one in state.differences]
        return found

    async def kept(self) -> Books:
        """Return the balances of the ledgers."""
        questions = {
            "stock": ("SELECT product AS key, on_hand, reserved FROM inventory__stock", 2),
            "credit": ("SELECT customer AS key, open_orders, receivable FROM finance__credit", 2),
            "due": ("SELECT receivable AS key, due, credited FROM finance__receivable_account", 2),
            "commission": (
                "SELECT concat(salesperson, ' ', month) AS key, paid, commission, bonus FROM finance__commission",
                3,
            ),
            "rebate": ("SELECT customer::text || ' ' || quarter AS key, paid FROM finance__rebate_account", 1),
        }
        found: Books = {}
        for book, (text, count) in questions.items():
            rows = await self.rows(text)
            found[book] = _said({str(row["key"]): [row[at + 1] or _ZERO for at in range(count)] for row in rows})
        return found

    async def recomputed(self) -> Books:
        """Return what the documents come to, in plain Python."""
        documents = Documents({name: await self.rows(f'SELECT * FROM "{name}"') for name in TABLES})
        return {
            "stock": _said(documents.stock()),
            "credit": _said(documents.credit()),
            "due": _said(documents.due()),
            "commission": _said(documents.commission()),
            "rebate": _said(documents.rebate()),
        }


def _said(amounts: Mapping[str, list[Decimal]]) -> dict[Any, tuple[Decimal, ...]]:
    """Return balances that are not nothing."""
    return {
        key: tuple(cents(one) for one in values) for key, values in amounts.items() if any(cents(o) for o in values)
    }


class Documents:
    """All documents, and what they come to."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        """Take the rows of their tables by the names of those."""
        self.grades = {one["id"]: one["grade"] for one in tables["crm__customer"]}
        self.receipts = {one["id"]: one for one in tables["inventory__receipt"] if one["stage"] == "received"}
        self.receipt_lines, self.order_lines = tables["inventory__receipt__lines"], tables["sales__order__lines"]
        self.orders = {one["id"]: one for one in tables["sales__order"]}
        self.deliveries = {
            one["id"]: one for one in tables["sales__delivery"] if one["stage"] in {"shipped", "arrived"}
        }
        self.delivery_lines = [one for one in tables["sales__delivery__lines"] if one["parent_id"] in self.deliveries]
        self.returns = {one["id"]: one for one in tables["sales__return_order"] if one["stage"] == "received"}
        self.return_lines = [one for one in tables["sales__return_order__lines"] if one["parent_id"] in self.returns]
        self.receivables = {one["id"]: one for one in tables["finance__receivable"]}
        self.payments = {one["id"]: one for one in tables["finance__payment"] if one["stage"] == "booked"}
        self.allocations = [one for one in tables["finance__payment__allocations"] if one["parent_id"] in self.payments]
        self.delivered_worth, self.returned_worth = _worth(self.delivery_lines), _worth(self.return_lines)
        self.delivered: dict[str, Decimal] = defaultdict(Decimal)
        for one in self.delivery_lines:
            self.delivered[one["order_line"]] += one["quantity"]

    def _open(self) -> Iterable[tuple[Any, Any, Decimal]]:
        """Iterate over the rows of confirmed orders with what is still to be delivered."""
        for line in self.order_lines:
            order = self.orders[line["parent_id"]]
            if order["stage"] in {"confirmed", "delivering"}:
                yield order, line, max(line["quantity"] - self.delivered[str(line["id"])], _ZERO)

    def stock(self) -> dict[str, list[Decimal]]:
        """Return what is on hand and reserved by product."""
        found: dict[str, list[Decimal]] = defaultdict(lambda: [_ZERO, _ZERO])
        for one in self.receipt_lines:
            if one["parent_id"] in self.receipts:
                found[str(one["product"])][0] += one["quantity"]
        for one in self.delivery_lines:
            found[str(one["product"])][0] -= one["quantity"]
        for one in self.return_lines:
            found[str(one["product"])][0] += one["quantity"]
        for _, line, left in self._open():
            found[str(line["product"])][1] += left
        return found

    def credit(self) -> dict[str, list[Decimal]]:
        """Return open orders, and what is owed less what was paid, by customer."""
        found: dict[str, list[Decimal]] = defaultdict(lambda: [_ZERO, _ZERO])
        for order, line, left in self._open():
            found[str(order["customer"])][0] += cents(left * line["unit_price"])
        for id_, one in self.deliveries.items():
            found[str(self.orders[one["order"]]["customer"])][1] += self.delivered_worth[id_]
        for id_, one in self.returns.items():
            found[str(self.orders[one["order"]]["customer"])][1] -= self.returned_worth[id_]
        for one in self.payments.values():
            found[str(one["customer"])][1] -= one["amount"]
        return found

    def due(self) -> dict[str, list[Decimal]]:
        """Return what is owed before returns and what returns take off, by receivable."""
        found: dict[str, list[Decimal]] = defaultdict(lambda: [_ZERO, _ZERO])
        back: dict[UUID, Decimal] = defaultdict(Decimal)
        for id_, one in self.returns.items():
            back[one["delivery"]] += self.returned_worth[id_]
        for id_, one in self.receivables.items():
            if one["delivery"] in self.deliveries:
                found[str(id_)][0] += one["delivered"]
            found[str(id_)][1] += back[one["delivery"]]
        for one in self.allocations:
            found[str(one["receivable"])][0] -= one["amount"]
        return found

    def commission(self) -> dict[str, list[Decimal]]:
        """Return what was paid, the commission and the bonus, by seller and month."""
        found: dict[str, list[Decimal]] = defaultdict(lambda: [_ZERO, _ZERO, _ZERO])
        for one in self.allocations:
            payment = self.payments[one["parent_id"]]
            seller = self.receivables[one["receivable"]]["salesperson"]
            place = found[f"{seller} {payment['paid_on'].replace(day=1)}"]
            place[0] += one["amount"]
            place[1] += cents(one["amount"] * _rate(payment, self.grades[payment["customer"]]))
        due = self.due()
        for id_, one in self.receivables.items():
            owed, back = due[str(id_)]
            whole = one["delivered"] if one["delivery"] in self.deliveries else _ZERO
            if one["first_order"] and owed - back <= 0 and whole - back > 0:
                found[f"{one['salesperson']} {one['dated_on'].replace(day=1)}"][2] += 500
        return found

    def rebate(self) -> dict[str, list[Decimal]]:
        """Return what was paid for receivables by customer and quarter."""
        found: dict[str, list[Decimal]] = defaultdict(lambda: [_ZERO])
        for one in self.allocations:
            payment = self.payments[one["parent_id"]]
            day = payment["paid_on"]
            found[f"{payment['customer']} {day.year}Q{(day.month + 2) // 3}"][0] += one["amount"]
        return found


def _worth(lines: Iterable[Any]) -> dict[UUID, Decimal]:
    """Return what the rows of deliveries or returns are worth, by document; nothing for one without rows."""
    found: dict[UUID, Decimal] = defaultdict(Decimal)
    for one in lines:
        found[one["parent_id"]] += cents(one["quantity"] * one["unit_price"])
    return found


def _rate(payment: Any, grade: str) -> Decimal:
    """Return the part of a payment that is commission, as the tables of commissions say it."""
    if payment["paid_on"] >= date(2027, 1, 1):
        return Decimal("0.03") if grade == "A" else Decimal("0.022")
    if grade == "A":
        return Decimal("0.03") if payment["amount"] >= 100_000 else Decimal("0.025")
    return Decimal("0.025") if payment["amount"] >= 100_000 else Decimal("0.02")


@asynccontextmanager
async def firm(workspace: Workspace, seed: int) -> AsyncIterator[Firm]:
    """Hold a firm with the shipped apps inside the block."""
    for name in APPS:
        await workspace.bundles.import_files(PRODUCT, files_of(CATALOG / name))
    async with workshop(workspace) as tools:
        watch(tools)
        made = Firm(tools, Random(seed))
        await made.found()
        yield made
