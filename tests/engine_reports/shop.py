"""A shop with regions, customers, orders and lines: its tables as questions see them, and rows drawn by a seed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from engine_reports.dataset import ComputedColumn, Dataset
from engine_reports.join import DatasetJoin, GatheredColumn, JoinPair
from engine_reports.joining import joined
from engine_reports.subject import Subject
from engine_rules import types as t
from engine_rules.targets.sql.source import Column, Reference, Subtable, Table
from engine_rules.values import Value
from lowcode.kernel.names import label

ZONE = ZoneInfo("Asia/Shanghai")
REGION = Table(
    "rep_region",
    {"id": Column("id", t.NUMBER, nullable=False, integer=True), "name": Column("name", t.STRING)},
)
CUSTOMER = Table(
    "rep_customer",
    {
        "id": Column("id", t.NUMBER, nullable=False, integer=True),
        "name": Column("name", t.STRING),
        "credit": Column("credit", t.NUMBER, digits=(12, 2)),
        "since": Column("since", t.DATE),
    },
    {"region": Reference("region_id", REGION)},
)
LINE = Table(
    "rep_line",
    {
        "id": Column("id", t.NUMBER, nullable=False, integer=True),
        "sku": Column("sku", t.STRING),
        "quantity": Column("quantity", t.NUMBER, integer=True),
        "price": Column("price", t.NUMBER, digits=(10, 2)),
    },
    {"order": Reference("order_id", Table("rep_order"))},
)
ORDER = Table(
    "rep_order",
    {
        "id": Column("id", t.NUMBER, nullable=False, integer=True),
        "status": Column("status", t.STRING),
        "amount": Column("amount", t.NUMBER, digits=(12, 2)),
        "cost": Column("cost", t.NUMBER, digits=(12, 3)),
        "paid": Column("paid", t.BOOLEAN),
        "placed": Column("placed", t.DATE_TIME),
        "due": Column("due", t.DATE),
    },
    {"customer": Reference("customer_id", CUSTOMER)},
    {"lines": Subtable(LINE, "order_id")},
)
QUOTA = Table(
    "rep_quota",
    {
        "id": Column("id", t.NUMBER, nullable=False, integer=True),
        "status": Column("status", t.STRING),
        "region": Column("region", t.STRING),
        "target": Column("target", t.NUMBER, digits=(12, 2)),
    },
)
"""What is to be reached, by a status and the name of a region: the same pair may be there twice."""
VISIT = Table(
    "rep_visit",
    {
        "id": Column("id", t.NUMBER, nullable=False, integer=True),
        "hours": Column("hours", t.NUMBER, digits=(8, 3)),
        "day": Column("day", t.DATE),
        "kind": Column("kind", t.STRING),
    },
    {"customer": Reference("customer_id", CUSTOMER)},
)
"""Visits to customers: any number of each."""
JOINS = (
    DatasetJoin(
        name="quota",
        label=label("Quota", "指标"),
        of="quota",
        on=(JoinPair(own="status", other="status"), JoinPair(own="customer.region.name", other="region")),
        filter="target > 20",
    ),
    DatasetJoin(
        name="visits",
        label=label("Visits", "拜访"),
        of="visit",
        on=(JoinPair(own="customer", other="customer"),),
        cardinality="one_to_many",
        filter='kind != "call" or customer.credit > 200',
        gathered=(
            GatheredColumn(name="number", label=label("Visits", "次数"), aggregate="count"),
            GatheredColumn(name="hours", label=label("Hours", "小时"), aggregate="sum", value="hours * 2"),
            GatheredColumn(name="last", label=label("Last", "最近"), aggregate="maximum", value="day"),
        ),
    ),
)
"""What orders are joined with."""
TABLES_OF = {"quota": QUOTA, "visit": VISIT}
LINE_OF_ORDER = Table(LINE.name, LINE.columns, {"order": Reference("order_id", ORDER)})

ORDERS = Subject(
    Dataset(
        name="order",
        form="order",
        label=label("Orders", "订单"),
        computed=(
            ComputedColumn(name="margin", label=label("Margin", "毛利"), expression="amount - cost"),
            ComputedColumn(name="large", label=label("Large", "大额"), expression="margin > 50"),
        ),
    ),
    ORDER,
    ZONE,
)
JOINED_ORDERS = Subject(
    ORDERS.dataset.model_copy(
        update={
            "name": "joined_order",
            "joins": JOINS,
            "computed": (
                *ORDERS.dataset.computed,
                ComputedColumn(name="beyond", label=label("Beyond", "超出"), expression="amount > quota.target"),
            ),
        }
    ),
    joined(ORDER, JOINS, TABLES_OF.get).table,
    ZONE,
)
LINES = Subject(
    Dataset(name="order.lines", form="order", part="lines", rows="subtable", label=label("Lines", "明细")),
    LINE_OF_ORDER,
    ZONE,
)
SCHEMA = """
CREATE TABLE rep_region (id integer PRIMARY KEY, name varchar);
CREATE TABLE rep_customer (
    id integer PRIMARY KEY, name varchar, credit numeric(14, 2), since date, region_id integer);
CREATE TABLE rep_order (
    id integer PRIMARY KEY, status varchar, amount numeric(14, 2), cost numeric(15, 3), paid boolean,
    placed timestamptz, due date, customer_id integer);
CREATE TABLE rep_line (
    id integer PRIMARY KEY, order_id integer, position integer, sku varchar, quantity integer, price numeric(12, 2));
CREATE TABLE rep_quota (id integer PRIMARY KEY, status varchar, region varchar, target numeric(14, 2));
CREATE TABLE rep_visit (
    id integer PRIMARY KEY, customer_id integer, hours numeric(11, 3), day date, kind varchar);
"""


@dataclass(frozen=True)
class Shop:
    """The rows of the shop, in the order of the columns of its tables."""

    regions: list[tuple[Any, ...]]
    customers: list[tuple[Any, ...]]
    orders: list[tuple[Any, ...]]
    lines: list[tuple[Any, ...]]
    quotas: list[tuple[Any, ...]]
    visits: list[tuple[Any, ...]]

    def inserts(self) -> list[tuple[str, list[tuple[Any, ...]]]]:
        """Return the INSERTs with their rows."""
        tables = {"region": self.regions, "customer": self.customers, "order": self.orders, "line": self.lines}
        tables |= {"quota": self.quotas, "visit": self.visits}
        return [
            (f"INSERT INTO rep_{name} VALUES ({', '.join(f'${at + 1}' for at in range(len(rows[0])))})", rows)
            for name, rows in tables.items()
        ]

    def order_values(self) -> list[Mapping[str, Value]]:
        """Return the orders as values of the language."""
        regions = {key: {"id": Decimal(key), "name": name} for key, name in self.regions}
        customers = {
            key: {"id": Decimal(key), "name": name, "credit": credit, "since": since, "region": regions.get(region)}
            for key, name, credit, since, region in self.customers
        }
        found: list[Mapping[str, Value]] = []
        for key, status, amount, cost, paid, placed, due, customer in self.orders:
            lines = [
                {"id": Decimal(one), "sku": sku, "quantity": _number(quantity), "price": price}
                for one, order, _, sku, quantity, price in self.lines
                if order == key
            ]
            margin = None if amount is None or cost is None else amount - cost
            found.append(
                {
                    "id": Decimal(key),
                    "status": status,
                    "amount": amount,
                    "cost": cost,
                    "paid": paid,
                    "placed": placed and placed.astimezone(ZONE),
                    "due": due,
                    "customer": customers.get(customer),
                    "lines": lines,
                    "margin": margin,
                    "large": None if margin is None else margin > 50,
                }
            )
        return found

    def joined_values(self) -> list[Mapping[str, Value]]:
        """Return the orders with what they are joined with: found and gathered row by row."""
        found: list[Mapping[str, Value]] = []
        keys = {Decimal(row[0]): row[7] for row in self.orders}
        for one in self.order_values():
            customer: Any = one["customer"]
            region = ((customer or {}).get("region") or {}).get("name")
            own = (one["status"], region)
            fits = [
                {"id": Decimal(key), "status": status, "region": name, "target": target}
                for key, status, name, target in self.quotas
                if None not in own and (status, name) == own and target is not None and target > 20
            ]
            met = [row for row in self.visits if row[1] is not None and row[1] == keys[one["id"]]]
            customer = customer or {"credit": None}
            met = [row for row in met if row[4] != "call" or (customer["credit"] or 0) > 200]
            hours = [row[2] * 2 for row in met if row[2] is not None]
            visits = {
                "key": keys[one["id"]],
                "number": Decimal(len(met)),
                "hours": sum(hours, Decimal(0)) if hours else None,
                "last": max((row[3] for row in met if row[3] is not None), default=None),
            }
            quota = min(fits, key=lambda row: row["id"], default=None)
            target = None if quota is None else quota["target"]
            beyond = None if target is None or one["amount"] is None else one["amount"] > target
            found.append({**one, "quota": quota, "visits": visits, "beyond": beyond})
        return found

    def line_values(self) -> list[Mapping[str, Value]]:
        """Return the lines as values of the language, each with its order."""
        orders = {one["id"]: one for one in self.order_values()}
        return [
            {
                "id": Decimal(key),
                "sku": sku,
                "quantity": _number(quantity),
                "price": price,
                "order": orders.get(Decimal(order)) if order is not None else None,
            }
            for key, order, _, sku, quantity, price in self.lines
        ]


def _number(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def drawn(seed: int, orders: int = 70) -> Shop:
    """Return a shop with rows by chance: nulls, equal values and references to nothing among them."""
    random = Random(seed)

    def maybe(value: Any, chance: float = 0.1) -> Any:
        return None if random.random() < chance else value

    def money(low: int, high: int, digits: int = 2) -> Decimal:
        return Decimal(random.randint(low * 10**digits, high * 10**digits)).scaleb(-digits)

    regions = [(1, "华东"), (2, "North"), (3, None), (4, "华东")]
    customers = [
        (key, maybe(random.choice(["Ärzte", "北京公司", "zebra", "Zoo", "a"])), maybe(money(0, 900)),
         maybe(date(2023, 1, 1) + timedelta(days=random.randint(0, 1300))), maybe(random.randint(1, 4)))
        for key in range(1, 9)
    ]  # fmt: skip
    listed = []
    for key in range(1, orders + 1):
        moment = datetime(2024, 11, 20, tzinfo=UTC) + timedelta(seconds=random.randint(0, 62_000_000))
        placed = maybe(moment, 0.05)
        due = maybe(moment.date() + timedelta(days=random.randint(-5, 60)), 0.1)
        status = maybe(random.choice(["new", "won", "lost", "Won"]))
        amount = maybe(random.choice([money(-20, 200), Decimal("50.00"), Decimal("0.00")]))
        listed.append(
            (key, status, amount, maybe(money(0, 100, 3)), maybe(random.random() < 0.6), placed, due,
             maybe(random.randint(1, 9)))
        )  # fmt: skip
    lines: list[tuple[Any, ...]] = []
    for order in range(1, orders + 1):
        for position in range(random.choice([0, 1, 1, 2, 3])):
            lines.append(
                (len(lines) + 1, order, position, maybe(random.choice(["A-1", "b", "中", "B"])),
                 maybe(random.randint(-2, 9)), maybe(money(0, 99)))
            )  # fmt: skip
    quotas = [
        (
            key,
            maybe(random.choice(["new", "won", "lost"])),
            maybe(random.choice(["华东", "North"])),
            maybe(money(0, 90)),
        )
        for key in range(1, 13)
    ]
    visits = [
        (key, maybe(random.randint(1, 7)), maybe(money(0, 9, 3)), maybe(date(2025, 1, random.randint(1, 31))),
         maybe(random.choice(["call", "meeting"])))
        for key in range(1, 21)
    ]  # fmt: skip
    return Shop(regions, customers, listed, lines, quotas, visits)


SUBJECTS_OF = {"order": ORDERS, "order.lines": LINES, "joined_order": JOINED_ORDERS}
"""The datasets by name."""
