"""The same questions in DuckDB, in PostgreSQL and in plain Python give the same answers, decimals included."""

from collections.abc import Iterator
from typing import Any

import pytest

from engine_reports.access import EVERYTHING
from engine_reports.compilation import compile_query
from engine_reports.compiled import AnswerRow
from engine_reports.query import ReportQuery
from tests.engine_reports.databases import Database, DuckShop, PostgresShop, WithOrders
from tests.engine_reports.questions import Questions
from tests.engine_reports.reference import Reference
from tests.engine_reports.shop import JOINED_ORDERS, LINES, ORDERS, drawn

SHOP = drawn(7)
SUBJECTS = {"order": ORDERS, "order.lines": LINES, "joined_order": JOINED_ORDERS}
VALUES = {"order": SHOP.order_values(), "order.lines": SHOP.line_values(), "joined_order": SHOP.joined_values()}
COUNT = 300


@pytest.fixture(scope="module")
def databases(postgres_url: str) -> Iterator[list[Database]]:
    both: list[Any] = [DuckShop(SHOP), PostgresShop(postgres_url, SHOP)]
    yield both
    for one in both:
        one.close()


def flat(query: ReportQuery, row: AnswerRow) -> tuple[Any, ...]:
    """Return a row of an answer as the reference writes it."""
    names = [one.name for one in query.dimensions]
    size = len(names)
    level = sum(1 << (size - 1 - at) for at, name in enumerate(names) if name not in row.level)
    key: tuple[Any, ...] = tuple(row.values[name] for name in names)
    limit = query.limit
    if limit is not None and limit.dimension is not None and limit.others:
        key += (limit.dimension in row.others if limit.dimension in row.level else None,)
    values = [{one.name: row.values[one.name] for one in query.measures}]
    if query.comparison != "none":
        values.append(dict(row.before))
    return level, key, values


def compare(query: ReportQuery, databases: list[Database]) -> list[str]:
    """Return in which databases the answer is another than in Python, with the first difference."""
    expected = Reference(query, SUBJECTS[query.dataset], VALUES[query.dataset]).answer()
    found = []
    for database in databases:
        access = WithOrders() if len(query.measures) % 2 else EVERYTHING
        compiled = compile_query(query, SUBJECTS[query.dataset], access, database.name)
        told = [one.text() for one in compiled.diagnostics]
        if told:
            found.append(f"{database.name} refuses {query.model_dump_json(exclude_defaults=True)}: {told}")
            continue
        try:
            answer = [flat(query, row) for row in database.answer(compiled)]
            if compiled.held and isinstance(database, DuckShop):
                database.hold(compiled.held)
                beside = compile_query(query, SUBJECTS[query.dataset], access, database.name, held=True)
                assert answer == [flat(query, row) for row in database.answer(beside)], beside.text
                assert beside.text != compiled.text
        except Exception as error:  # noqa: BLE001 - whatever a database complains of is a difference
            found.append(f"{database.name}: {error}\n{query.model_dump_json(exclude_defaults=True)}\n{compiled.text}")
            continue
        if answer != expected:
            at = next((at for at, (a, b) in enumerate(zip(answer, expected, strict=False)) if a != b), "length")
            pair = (answer[at], expected[at]) if isinstance(at, int) else (len(answer), len(expected))
            asked = query.model_dump_json(exclude_defaults=True)
            found.append(f"{database.name} at {at}: {pair[0]}\nexpected {pair[1]}\n{asked}\n{compiled.text}")
    return found


@pytest.mark.parametrize("part", range(6))
def test_generated_questions_give_the_same_answer_everywhere(databases: list[Database], part: int) -> None:
    questions = Questions(part)
    differences = [text for _ in range(COUNT // 6) for text in compare(questions.draw(), databases)]
    assert not differences, f"{len(differences)} differences\n" + "\n\n".join(differences[:3])


_N = {"name": "n", "of": {"kind": "distinct", "value": "order.id"}}
_AMOUNT = {"name": "a", "of": {"kind": "sum", "value": "order.amount"}}
_STATUS = {"name": "status", "expression": "order.status"}
FIRST: tuple[dict[str, Any], ...] = (
    {"dimensions": [_STATUS], "measures": [_N]},
    {"dimensions": [_STATUS], "measures": [_N, _AMOUNT, {"name": "q", "of": {"kind": "sum", "value": "quantity"}}]},
    {"dimensions": [], "measures": [{**_AMOUNT, "filter": "order.paid"}], "filter": 'order.status != "won"'},
    {
        "dimensions": [_STATUS, {"name": "m", "expression": "order.due", "grain": "month"}],
        "measures": [{"name": "v", "of": {"kind": "average", "value": "order.amount"}}, _N, _AMOUNT],
        "totals": "all",
    },
    {
        "dimensions": [{"name": "c", "expression": "order.customer.name"}],
        "measures": [_AMOUNT],
        "limit": {"count": 2, "dimension": "c", "by": "a", "others": True},
    },
    {
        "dimensions": [{"name": "m", "expression": "order.due", "grain": "quarter"}],
        "measures": [_N, {**_AMOUNT, "filter": 'order.status = "won"'}],
        "period": {"time": "order.due", "start": "2025-01-01", "end": "2026-01-01"},
        "comparison": "previous_year",
    },
)
"""Numbers of orders, asked about lines, in groups that have all lines of an order or none."""
NOT_FIRST: tuple[dict[str, Any], ...] = (
    {"dimensions": [{"name": "sku", "expression": "sku"}], "measures": [_N]},
    {"dimensions": [_STATUS], "measures": [_N], "filter": "quantity > 2"},
    {"dimensions": [_STATUS], "measures": [{**_N, "filter": "quantity > 2"}]},
    {"dimensions": [_STATUS], "measures": [{"name": "n", "of": {"kind": "distinct", "value": "order.customer.name"}}]},
)
"""Others, which are not counted by the first line of each."""


@pytest.mark.parametrize("asked", [*FIRST, *NOT_FIRST])
def test_orders_are_counted_by_their_first_lines(databases: list[Database], asked: dict[str, Any]) -> None:
    # An odd number of measures is asked by those who see lines with their orders.
    more = [] if len(asked["measures"]) % 2 else [{"name": "rows", "of": {"kind": "count"}}]
    query = ReportQuery.model_validate({"dataset": "order.lines", **asked, "measures": [*asked["measures"], *more]})
    compiled = compile_query(query, LINES, WithOrders(), "duckdb")
    assert any(not one.column for one in compiled.held) == (asked in FIRST)
    assert not compare(query, databases)
