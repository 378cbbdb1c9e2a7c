"""Reports: how long a question takes to become SQL, and what that SQL takes beside one by hand on bare DuckDB."""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import duckdb

from bench import Figure
from engine_reports.access import EVERYTHING
from engine_reports.compilation import compile_query
from engine_reports.dataset import Dataset
from engine_reports.query import ReportQuery
from engine_reports.subject import Subject
from engine_rules import types as t
from engine_rules.targets.sql.source import Column, Reference, Table
from lowcode.kernel.names import label

_KEY = Column("id", t.NUMBER, nullable=False, integer=True)
CUSTOMER = Table(
    "customer",
    {
        "id": _KEY,
        "region": Column("region", t.STRING),
        "seller": Column("seller", t.STRING),
        "credit": Column("credit", t.NUMBER, digits=(12, 2)),
    },
)
ORDER = Table(
    "orders",
    {"id": _KEY, "placed": Column("placed", t.DATE), "status": Column("status", t.STRING)},
    {"customer": Reference("customer_id", CUSTOMER)},
)
LINE = Table(
    "line",
    {
        "id": _KEY,
        "product": Column("product", t.STRING),
        "quantity": Column("quantity", t.NUMBER, integer=True),
        "amount": Column("amount", t.NUMBER, digits=(12, 2)),
    },
    {"order": Reference("order_id", ORDER)},
)
LINES = Subject(Dataset(name="line", form="line", label=label("Lines", "明细")), LINE)
_FILL = """
CREATE TABLE customer AS SELECT CAST(i AS INTEGER) AS id, 'R' || (i % 8) AS region, 'S' || (i % 120) AS seller,
    CAST(i % 977 * 100 AS DECIMAL(14, 2)) AS credit FROM range({customers}) AS r(i);
CREATE TABLE orders AS SELECT CAST(i AS INTEGER) AS id, DATE '2023-01-01' + CAST(hash(i) % 1400 AS INTEGER) AS placed,
    ['new', 'won', 'lost'][CAST(1 + hash(i + 7) % 3 AS BIGINT)] AS status,
    CAST(hash(i * 3) % {customers} AS INTEGER) AS customer_id FROM range({orders}) AS r(i);
CREATE TABLE line AS SELECT CAST(i AS INTEGER) AS id, 'P' || (hash(i) % 500) AS product,
    CAST(hash(i + 1) % 20 AS INTEGER) AS quantity, CAST(hash(i + 2) % 1000000 / 100 AS DECIMAL(14, 2)) AS amount,
    CAST(i // 4 AS INTEGER) AS order_id FROM range({lines}) AS r(i);
"""
_JOINED = "line AS l LEFT JOIN orders AS o ON o.id = l.order_id LEFT JOIN customer AS c ON c.id = o.customer_id"
_MONTH: dict[str, Any] = {"name": "month", "expression": "order.placed", "grain": "month"}
_SUM: dict[str, Any] = {"name": "amount", "of": {"kind": "sum", "value": "amount"}}


@dataclass(frozen=True)
class _Pair:
    """A question, and SQL written by hand for it."""

    name: str
    asked: dict[str, Any]
    by_hand: str


PAIRS = (
    _Pair(
        "month and region",
        {"dimensions": [_MONTH, {"name": "region", "expression": "order.customer.region"}], "measures": [_SUM]},
        f"SELECT date_trunc('month', o.placed) AS m, c.region, sum(l.amount) FROM {_JOINED} GROUP BY ALL ORDER BY 1, 2",
    ),
    _Pair(
        "first products",
        {
            "dimensions": [{"name": "product", "expression": "product"}],
            "measures": [_SUM, {"name": "n", "of": {"kind": "count"}}],
            "filter": 'order.status = "won"',
            "sort": [{"by": "amount", "descending": True}],
            "limit": {"count": 10},
        },
        "SELECT product, sum(amount) AS a, count(*) FROM line AS l LEFT JOIN orders AS o ON o.id = l.order_id "
        "WHERE o.status = 'won' GROUP BY 1 ORDER BY a DESC LIMIT 10",
    ),
    _Pair(
        "running total",
        {
            "dimensions": [_MONTH],
            "measures": [_SUM, {"name": "run", "of": {"kind": "running_total", "of": _SUM["of"]}}],
        },
        "SELECT m, a, sum(a) OVER (ORDER BY m) FROM (SELECT date_trunc('month', o.placed) AS m, sum(l.amount) AS a "
        "FROM line AS l LEFT JOIN orders AS o ON o.id = l.order_id GROUP BY 1) ORDER BY m",
    ),
    _Pair(
        "totals",
        {
            "dimensions": [
                {"name": "region", "expression": "order.customer.region"},
                {"name": "status", "expression": "order.status"},
            ],
            "measures": [_SUM, {"name": "mean", "of": {"kind": "average", "value": "amount"}}],
            "totals": "all",
        },
        f"SELECT c.region, o.status, sum(l.amount), avg(l.amount) FROM {_JOINED} GROUP BY ROLLUP (1, 2) ORDER BY 1, 2",
    ),
    _Pair(
        "sellers by region",
        {
            "dimensions": [
                {"name": "region", "expression": "order.customer.region"},
                {"name": "seller", "expression": "order.customer.seller"},
            ],
            "measures": [{"name": "share", "of": {"kind": "share", "of": _SUM["of"], "within": ["region"]}}],
        },
        f"SELECT c.region, c.seller, sum(l.amount) / sum(sum(l.amount)) OVER (PARTITION BY c.region) FROM {_JOINED} "
        "GROUP BY 1, 2 ORDER BY 1, 2",
    ),
)


def figures(*, quick: bool) -> Iterator[Figure]:
    """Yield the time to compile a question asked for the first time, and what its SQL takes beside one by hand."""
    yield Figure("report-compile-p95", _compile_p95(50 if quick else 500), 5, "ms", at_most=True)
    lines = 400_000 if quick else 10_000_000
    connection = duckdb.connect(":memory:", config={"threads": "2"})
    connection.execute(_FILL.format(lines=lines, orders=lines // 4, customers=max(lines // 100, 1000)))
    ours, theirs = [], []
    for pair in PAIRS:
        compiled = compile_query(_question(pair.asked), LINES, EVERYTHING, "duckdb")
        parameters = compiled.bind()
        took = [
            (_seconds(connection, compiled.text, parameters), _seconds(connection, pair.by_hand, []))
            for _ in range(3 if quick else 7)
        ]
        ours.append(min(one for one, _ in took))
        theirs.append(min(one for _, one in took))
    yield Figure("report-sql-against-by-hand", sum(ours) * 1000, 1.3, "ms", sum(theirs) * 1000, at_most=True)
    worst = max(range(len(PAIRS)), key=lambda at: ours[at] / theirs[at])
    name = f"report-sql-worst-{PAIRS[worst].name.replace(' ', '-')}"
    yield Figure(name, ours[worst] * 1000, 2, "ms", theirs[worst] * 1000, at_most=True)


def _question(asked: dict[str, Any], **more: Any) -> ReportQuery:
    """Return a question about lines."""
    return ReportQuery.model_validate({"dataset": "line", **asked, **more})


def _seconds(connection: duckdb.DuckDBPyConnection, text: str, parameters: list[Any]) -> float:
    """Return how long a statement takes."""
    before = time.perf_counter()
    connection.execute(text, parameters).fetchall()
    return time.perf_counter() - before


def _compile_p95(count: int) -> float:
    """Return the milliseconds of processor time in which 95 of 100 questions, all different, are compiled."""
    random = Random(1)
    times = []
    for at in range(count):
        pair = random.choice(PAIRS)
        query = _question(pair.asked, filter=f'order.customer.credit > {at} and product != "P{random.random()}"')
        before = time.process_time()
        assert compile_query(query, LINES, EVERYTHING, random.choice(["duckdb", "postgres"])).text
        times.append((time.process_time() - before) * 1000)
    return statistics.quantiles(times, n=20)[-1]
