"""The language: precompiled evaluation, compilation, cases from outside, and conditions as SQL over many rows."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, setcontext
from pathlib import Path

import asyncpg
import duckdb
import zen

from bench import Figure
from engine_rules import types as t
from engine_rules.expression import Expression
from engine_rules.numbers import CONTEXT
from engine_rules.scope import Scope
from engine_rules.targets.sql.query import compile_sql
from engine_rules.targets.sql.source import Column, Source, Table
from engine_rules.values import Value
from lowcode.services.cases import answers_in_python
from lowcode.store import embedded

CONDITION = 'intent = "high" and amount > 500000 and days since last_followup > 7'
TOTAL = "sum(for l in lines return l.qty * l.price) * (1 - discount)"
LINES = 20
SCOPE = Scope(
    {
        "intent": t.STRING,
        "amount": t.NUMBER,
        "days since last_followup": t.NUMBER,
        "lines": t.parse_type("list<context<qty: number, price: number>>"),
        "discount": t.NUMBER,
    },
)
RECORD: Mapping[str, Value] = {
    "intent": "high",
    "amount": Decimal(600_000),
    "days since last_followup": Decimal(9),
}
ORDER: Mapping[str, Value] = {
    "lines": [{"qty": Decimal(at + 1), "price": Decimal("12.5") + at} for at in range(LINES)],
    "discount": Decimal("0.1"),
}
COMPILED = 'if amount > 500000 and intent = "high" then amount * (1 - discount) else sum(lines.qty * lines.price)'

_LIMIT, _DAYS, _ONE, _ZERO = Decimal(500_000), Decimal(7), Decimal(1), Decimal(0)


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure everything; each pair of ours and yardstick in turns, the median of the turns."""
    setcontext(CONTEXT)
    yield from _evaluation(turns=5 if quick else 25)
    yield from _compilation(turns=5 if quick else 25)
    yield _cases(2_000 if quick else 5_000)
    with tempfile.TemporaryDirectory() as home, embedded.running(Path(home)) as server:
        yield asyncio.run(_postgres(server.url, 100_000 if quick else 1_000_000, turns=5 if quick else 15))
    yield _duckdb(1_000_000, turns=5 if quick else 15)


# --- in memory ----------------------------------------------------------------------------------------------------


def condition_by_hand(values: Mapping[str, Value]) -> bool | None:
    """Return the condition as somebody would write it in Python, with decimals and null checks."""
    amount, days = values["amount"], values["days since last_followup"]
    high = values["intent"] == "high"
    large = None if amount is None else amount > _LIMIT
    late = None if days is None else days > _DAYS
    if not high or large is False or late is False:
        return False
    return None if large is None or late is None else True


def total_by_hand(values: Mapping[str, Value]) -> Value:
    """Return the total as somebody would write it in Python, with decimals and null checks."""
    lines, discount = values["lines"], values["discount"]
    if not lines or discount is None:
        return None
    total = _ZERO
    for line in lines:
        qty, price = line["qty"], line["price"]
        if qty is None or price is None:
            return None
        total += qty * price
    return total * (_ONE - discount)


def _evaluation(turns: int) -> Iterator[Figure]:
    """Compare precompiled evaluation with a Rust engine called from Python, and with Python written by hand."""
    condition, total = Expression(CONDITION, SCOPE).evaluate, Expression(TOTAL, SCOPE).evaluate
    floats = {"intent": "high", "amount": 600_000, "days_since": 9}
    order = {"lines": [{"qty": at + 1, "price": 12.5 + at} for at in range(LINES)], "discount": 0.1}
    zen_condition = zen.compile_expression('intent == "high" and amount > 500000 and days_since > 7')
    zen_total = zen.compile_expression("sum(map(lines, #.qty * #.price)) * (1 - discount)")
    if not (condition(RECORD) is condition_by_hand(RECORD) is zen_condition.evaluate(floats) is True):
        raise AssertionError(CONDITION)
    if total(ORDER) != total_by_hand(ORDER) or abs(float(total(ORDER)) - zen_total.evaluate(order)) > 1e-6:
        raise AssertionError(TOTAL)
    ours, rust, hand = _rates(
        turns,
        (lambda: condition(RECORD), 20_000),
        (lambda: zen_condition.evaluate(floats), 5_000),
        (lambda: condition_by_hand(RECORD), 20_000),
    )
    yield Figure("condition-against-zen-engine", ours, 1.3, "evaluations/s", rust)
    yield Figure("condition-against-hand-written-python", ours, 0.7, "evaluations/s", hand)
    ours, rust, hand = _rates(
        turns,
        (lambda: total(ORDER), 3_000),
        (lambda: zen_total.evaluate(order), 1_000),
        (lambda: total_by_hand(ORDER), 3_000),
    )
    yield Figure("total-of-20-lines-against-zen-engine", ours, 4.0, "evaluations/s", rust)
    yield Figure("total-of-20-lines-against-hand-written-python", ours, 0.7, "evaluations/s", hand)


def _rates(turns: int, *actions: tuple[Callable[[], object], int]) -> list[float]:
    """Return how often a second each action runs: the median over turns in which all take their turn."""
    rates: list[list[float]] = [[] for _ in actions]
    for _ in range(turns):
        for kept, (action, count) in zip(rates, actions, strict=True):
            started = time.perf_counter()
            for _ in range(count):
                action()
            kept.append(count / (time.perf_counter() - started))
    return [statistics.median(kept) for kept in rates]


def _compilation(turns: int) -> Iterator[Figure]:
    """Measure parsing, checking and compiling an expression of 100 characters."""

    def compile_once() -> object:
        return Expression(COMPILED, SCOPE).evaluate

    compile_once()
    (rate,) = _rates(turns, (compile_once, 200))
    yield Figure(f"compile-{len(COMPILED)}-characters", 1000 / rate, 1.0, "ms", at_most=True)


def _cases(count: int) -> Figure:
    """Measure cases from outside, each parsed, checked, compiled and traced on its own."""
    line = (
        '{"id": "%d", "expr": "if amount > %d then sum(for l in lines return l * 2) else 0", "context": '
        '{"amount": {"t": "number", "v": "5"}, "lines": {"t": "list", "v": [{"t": "number", "v": "1"}]}}}'
    )
    lines = [line % (number, number) for number in range(count)]
    started = time.perf_counter()
    answered = sum(1 for _ in answers_in_python(lines))
    return Figure("cases-from-outside", answered / (time.perf_counter() - started), 5_000 / 30, "cases/s")


# --- as SQL -------------------------------------------------------------------------------------------------------

_TABLE = """
CREATE TABLE opportunity AS
SELECT n AS id, CASE WHEN n % 3 = 0 THEN 'high' WHEN n % 3 = 1 THEN 'low' END AS intent,
       CAST(CASE WHEN n % 50 = 0 THEN NULL ELSE n % 1000000 END AS NUMERIC(18, 2)) AS amount,
       CAST(n % 20 AS NUMERIC(18, 2)) AS days
FROM {numbers}
"""
_OPPORTUNITY = Table(
    "opportunity",
    {
        "intent": Column("intent", t.STRING),
        "amount": Column("amount", t.NUMBER, digits=(16, 2)),
        "days since last_followup": Column("days", t.NUMBER, digits=(16, 2)),
    },
)
_BY_HAND = "SELECT count(*) FROM opportunity WHERE intent = 'high' AND amount > 500000 AND days > 7"


def condition_sql(dialect: str) -> tuple[str, list[Value]]:
    """Return the condition as SQL text of a dialect, and its parameters."""
    source = Source(_OPPORTUNITY, alias="opportunity")
    query = compile_sql(Expression(CONDITION, Scope(source.names())), source, dialect, condition=True)
    if query.text is None:
        raise AssertionError(query.diagnostics)
    return query.text, query.bind()


async def _postgres(url: str, rows: int, turns: int) -> Figure:
    """Compare the generated condition with hand-written SQL on PostgreSQL."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_TABLE.format(numbers=f"generate_series(1, {rows}) AS series(n)"))
        await connection.execute("VACUUM ANALYZE opportunity")
        text, parameters = condition_sql("postgres")
        ours = f"SELECT count(*) FROM opportunity WHERE {text}"
        if await connection.fetchval(ours, *parameters) != await connection.fetchval(_BY_HAND):
            raise AssertionError(ours)
        mine: list[float] = []
        hand: list[float] = []
        for _ in range(turns):
            for kept, statement, given in ((mine, ours, parameters), (hand, _BY_HAND, [])):
                started = time.perf_counter()
                await connection.fetchval(statement, *given)
                kept.append((time.perf_counter() - started) * 1000)
    finally:
        await connection.close()
    return Figure(
        f"condition-as-sql-postgresql-{rows}-rows",
        statistics.median(mine),
        1.2,
        "ms",
        statistics.median(hand),
        at_most=True,
    )


def _duckdb(rows: int, turns: int) -> Figure:
    """Compare the generated condition with hand-written SQL on DuckDB."""
    with duckdb.connect() as connection:
        connection.execute(_TABLE.format(numbers=f"range(1, {rows + 1}) AS series(n)"))
        text, parameters = condition_sql("duckdb")
        ours = f"SELECT count(*) FROM opportunity WHERE {text}"
        if connection.execute(ours, parameters).fetchone() != connection.execute(_BY_HAND).fetchone():
            raise AssertionError(ours)
        mine: list[float] = []
        hand: list[float] = []
        for _ in range(turns):
            for kept, statement, given in ((mine, ours, parameters), (hand, _BY_HAND, [])):
                started = time.perf_counter()
                connection.execute(statement, given).fetchone()
                kept.append((time.perf_counter() - started) * 1000)
    return Figure(
        f"condition-as-sql-duckdb-{rows}-rows",
        statistics.median(mine),
        1.2,
        "ms",
        statistics.median(hand),
        at_most=True,
    )
