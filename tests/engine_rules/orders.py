# ruff: noqa: DTZ001 - local dates and times are values of the language
"""A little shop for tests of the SQL target: its tables as the target sees them, and its rows as values and as SQL."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from engine_rules import types as t
from engine_rules.targets.sql.source import Column, Reference, Source, Subtable, Table
from engine_rules.temporal import DaysTime, YearsMonths
from engine_rules.values import Value

LEVEL = Table(
    "shop_level",
    {"name": Column("name", t.STRING, nullable=False), "discount": Column("discount", t.NUMBER, digits=(1, 3))},
)
CUSTOMER = Table(
    "shop_customer",
    {
        "name": Column("name", t.STRING, nullable=False),
        "city": Column("city", t.STRING),
        "since": Column("since", t.DATE),
    },
    {"level": Reference("level_id", LEVEL)},
)
LINE = Table(
    "shop_line",
    {
        "sku": Column("sku", t.STRING, nullable=False),
        "quantity": Column("quantity", t.NUMBER, nullable=False, integer=True),
        "price": Column("price", t.NUMBER, digits=(10, 2)),
        "category": Column("category", t.STRING),
    },
    {"product": Reference("product_id", Table("shop_level", LEVEL.columns))},
)
ORDER = Table(
    "shop_order",
    {
        "title": Column("title", t.STRING, nullable=False),
        "note": Column("note", t.STRING),
        "amount": Column("amount", t.NUMBER, digits=(12, 2)),
        "rank": Column("rank", t.NUMBER, nullable=False, integer=True),
        "paid": Column("paid", t.BOOLEAN),
        "due": Column("due", t.DATE),
        "placed": Column("placed", t.DATE_TIME),
        "seen": Column("seen", t.DATE_TIME, nullable=False, zoned=False),
        "wait": Column("wait", t.DAYS_TIME),
        "term": Column("term", t.YEARS_MONTHS),
    },
    {"customer": Reference("customer_id", CUSTOMER)},
    {"lines": Subtable(LINE, "order_id")},
)
SOURCE = Source(ORDER, "o")
NAMES = ORDER.members()
REQUIRED = ORDER.required()

SCHEMA = """
CREATE TABLE shop_level (id integer PRIMARY KEY, name varchar NOT NULL, discount numeric(4, 3));
CREATE TABLE shop_customer (
    id integer PRIMARY KEY, name varchar NOT NULL, city varchar, since date, level_id integer);
CREATE TABLE shop_order (
    id integer PRIMARY KEY, title varchar NOT NULL, note varchar, amount numeric(14, 2), rank integer NOT NULL,
    paid boolean, due date, placed timestamptz, seen timestamp NOT NULL, wait {duration}, term integer,
    customer_id integer);
CREATE TABLE shop_line (
    id integer PRIMARY KEY, order_id integer NOT NULL, position integer NOT NULL, sku varchar NOT NULL,
    quantity integer NOT NULL, price numeric(12, 2), category varchar, product_id integer);
"""

_d = Decimal
LEVELS = [(1, "普通", None), (2, "金", _d("0.05")), (3, "铂金", _d("0.125"))]
CUSTOMERS = [
    (1, "北京公司", "北京", date(2020, 2, 29), 2),
    (2, "Ärzte GmbH", None, None, 3),
    (3, "zebra", "上海", date(2024, 12, 31), 1),
    (4, "Zoo", "", date(2026, 1, 1), None),
]
_UTC = datetime(2026, 3, 1, 10, 30, 15, 500000, tzinfo=UTC)
_HOUR = 3_600_000_000_000
ORDERS = [
    (1, "a", "加急", _d("500000.01"), 1, True, date(2026, 1, 31), _UTC, datetime(2026, 1, 1, 8), 25 * _HOUR, 18, 1),
    (2, "B", None, None, -3, None, None, None, datetime(2025, 12, 31, 23, 59, 59), None, None, None),
    (3, "订单", "", _d("0.00"), 0, False, date(2024, 2, 29), _UTC, datetime(2024, 2, 29), -30 * _HOUR - 1000, -7, 2),
    (4, "b", "x y", _d("-12.50"), 7, True, date(2026, 11, 21), _UTC, datetime(1999, 1, 1), 0, 0, 3),
    (5, "ß", "50%", _d("7.00"), 2, False, date(2025, 1, 1), _UTC, datetime(2026, 1, 1, 8), 7 * 24 * _HOUR, 12, 4),
]  # fmt: skip
LINES = [
    (1, 1, 1, "A-1", 2, _d("9.99"), "办公", 2),
    (2, 1, 2, "B-2", 0, _d("100.00"), "差旅", None),
    (3, 1, 3, "A-1", 5, None, None, 3),
    (4, 3, 1, "C", -1, _d("0.05"), "办公", 1),
    (5, 3, 2, "D", 3, _d("12.50"), "办公", 2),
    (6, 4, 1, "中", 1, _d("1.00"), "", 2),
    (7, 5, 1, "A-1", 1, _d("3.00"), "x", 2),
    (8, 5, 2, "a-1", 2, _d("3.00"), "x", 2),
]


def inserts() -> list[tuple[str, list[list[Any]]]]:
    """Return the INSERTs with their rows; as both drivers take them."""
    tables = (("level", LEVELS), ("customer", CUSTOMERS), ("order", ORDERS), ("line", LINES))
    found = []
    for name, rows in tables:
        marks = ", ".join(f"${at}" for at in range(1, len(rows[0]) + 1))
        found.append((f"INSERT INTO shop_{name} VALUES ({marks})", [list(row) for row in rows]))
    return found


def values() -> list[Mapping[str, Value]]:
    """Return the orders as values of the language, in the order of their ids."""
    levels = {key: {"name": name, "discount": discount} for key, name, discount in LEVELS}
    customers = {
        key: {
            "name": name,
            "city": city,
            "since": since,
            "level": levels.get(level or 0),
        }
        for key, name, city, since, level in CUSTOMERS
    }
    result: list[Mapping[str, Value]] = []
    for key, title, note, amount, rank, paid, due, placed, seen, wait, term, customer in ORDERS:
        lines = [
            {
                "sku": sku,
                "quantity": Decimal(quantity),
                "price": price,
                "category": category,
                "product": levels.get(product or 0),
            }
            for _, order, _, sku, quantity, price, category, product in LINES
            if order == key
        ]
        result.append(
            {
                "title": title,
                "note": note,
                "amount": amount,
                "rank": Decimal(rank),
                "paid": paid,
                "due": due,
                "placed": placed,
                "seen": seen,
                "wait": None if wait is None else DaysTime(wait),
                "term": None if term is None else YearsMonths(term),
                "customer": customers.get(customer or 0),
                "lines": lines,
            }
        )
    return result
