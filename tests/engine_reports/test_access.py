"""What an asker may not see is not in the number: the access is a part of the plan, for every table that is read."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engine_reports.access import ALL, EVERYTHING, Guard, Put
from engine_reports.compilation import compile_query
from engine_reports.compiled import AnswerRow, Compiled
from engine_reports.query import ReportQuery
from engine_rules.targets.sql.source import Table
from tests.engine_reports.databases import DuckShop, PostgresShop
from tests.engine_reports.shop import SUBJECTS_OF, drawn

SHOP = drawn(11)


class Rule:
    """A guard by a function for rows, and by columns."""

    def __init__(self, rows: Callable[[str, Put], str] | None = None, **columns: str) -> None:
        self._rows, self._columns = rows, columns

    def rows(self, alias: str, dialect: str, put: Put) -> str:
        assert dialect in {"duckdb", "postgres"}
        return self._rows(alias, put) if self._rows else ALL

    def column(self, name: str, alias: str, dialect: str, put: Put) -> str:
        assert dialect
        assert callable(put)
        return self._columns.get(name, ALL).format(r=alias)

    def above(self) -> None:
        return None


class Some:
    """Some tables, each with its guard; nothing of others."""

    def __init__(self, **guards: Guard) -> None:
        self._guards = guards

    def guard(self, table: Table) -> Guard | None:
        return self._guards.get(table.name)


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[Any]:
    found = DuckShop(SHOP) if request.param == "duckdb" else PostgresShop(request.getfixturevalue("postgres_url"), SHOP)
    yield found
    found.close()


def asked(database: Any, access: Any, **settings: Any) -> tuple[Compiled, list[AnswerRow]]:
    query = ReportQuery.model_validate(settings)
    compiled = compile_query(query, SUBJECTS_OF[query.dataset], access, database.name)
    answer = database.answer(compiled) if compiled.text else []
    if compiled.held:
        database.hold(compiled.held)
        beside = compile_query(query, SUBJECTS_OF[query.dataset], access, database.name, held=True)
        assert beside.text != compiled.text
        assert database.answer(beside) == answer
    return compiled, answer


def test_rows_that_are_closed_do_not_count(database: Any) -> None:
    won = Rule(lambda alias, put: f"{alias}.status = CAST({put('won')} AS varchar)")
    measures = [{"name": "n", "of": {"kind": "count"}}]
    _, groups = asked(database, Some(rep_order=won), dataset="order", measures=measures)
    assert groups[0].values["n"] == sum(1 for one in SHOP.orders if one[1] == "won") > 0


def test_a_table_without_a_guard_is_empty(database: Any) -> None:
    _, groups = asked(database, Some(), dataset="order", measures=[{"name": "n", "of": {"kind": "count"}}])
    assert groups[0].values["n"] == 0


def test_what_a_closed_record_says_is_null_along_references(database: Any) -> None:
    few = Rule(lambda alias, _: f"{alias}.id <= 3")
    access = Some(rep_order=Rule(), rep_customer=few)
    dimensions = [{"name": "customer", "expression": "customer.name"}]
    measures = [
        {"name": "n", "of": {"kind": "count"}},
        {"name": "credit", "of": {"kind": "sum", "value": "customer.credit"}},
    ]
    _, groups = asked(database, access, dataset="order", dimensions=dimensions, measures=measures, totals="grand")
    open_names = {one[1] for one in SHOP.customers if one[0] <= 3}
    assert {one.values["customer"] for one in groups} <= open_names | {None}
    assert groups[-1].values["n"] == len(SHOP.orders)
    used = {one[7] for one in SHOP.orders}
    assert groups[-1].values["credit"] == sum(one[2] or 0 for one in SHOP.customers if one[0] <= 3 and one[0] in used)


def test_what_is_held_beside_rows_is_as_closed_as_the_record(database: Any) -> None:
    some = Rule(lambda alias, put: f'{alias}."region_id" = 1 OR {alias}."name" < {put("m")}', name='{r}."credit" > 200')
    access = Some(rep_order=Rule(), rep_customer=some, rep_region=Rule())
    dimensions = [{"name": "customer", "expression": "customer.name"}]
    measures = [{"name": "n", "of": {"kind": "count"}}, {"name": "a", "of": {"kind": "sum", "value": "amount"}}]
    compiled, groups = asked(database, access, dataset="order", dimensions=dimensions, measures=measures)
    assert {one.column for one in compiled.held} == ({"name", "region_id", "credit"} if compiled.held else set())
    assert bool(compiled.held) == (database.name == "duckdb")
    shown = {one[1] for one in SHOP.customers if one[4] == 1 or one[1] < "m"}
    shown &= {one[1] for one in SHOP.customers if one[2] is not None and one[2] > 200}
    assert {one.values["customer"] for one in groups} <= shown | {None}
    # Where a record can only be told by its key, or by other tables, it is looked up.
    for closed in (lambda alias, _: f'{alias}."id" > 3', lambda alias, _: f"(SELECT {alias}.\"name\") > ''"):
        access = Some(rep_order=Rule(), rep_customer=Rule(closed))
        assert not asked(database, access, dataset="order", dimensions=dimensions, measures=measures)[0].held


def test_rows_of_a_sub_table_that_are_closed_are_not_summed(database: Any) -> None:
    large = Rule(lambda alias, put: f"{alias}.quantity > CAST({put(3)} AS integer)")
    measures = [{"name": "q", "of": {"kind": "sum", "value": "sum(lines.quantity)"}}]
    _, groups = asked(database, Some(rep_order=Rule(), rep_line=large), dataset="order", measures=measures)
    assert groups[0].values["q"] == sum(one[4] for one in SHOP.lines if one[4] is not None and one[4] > 3)


def test_a_masked_column_of_a_sub_table_is_null_there(database: Any) -> None:
    masked = Rule(quantity="{r}.price > 50")
    measures = [{"name": "q", "of": {"kind": "sum", "value": "sum(lines.quantity)"}}]
    _, groups = asked(database, Some(rep_order=Rule(), rep_line=masked), dataset="order", measures=measures)
    hidden = {one[1] for one in SHOP.lines if one[4] is None or one[5] is None or one[5] <= 50}
    shown = [one[4] for one in SHOP.lines if one[1] not in hidden]
    assert groups[0].values["q"] == sum(shown)
    assert shown


def test_a_column_is_seen_where_its_condition_holds(database: Any) -> None:
    access = Some(rep_order=Rule(amount="{r}.paid"))
    measures = [{"name": "a", "of": {"kind": "sum", "value": "amount"}}, {"name": "n", "of": {"kind": "count"}}]
    _, groups = asked(database, access, dataset="order", measures=measures)
    assert groups[0].values["a"] == sum(one[2] for one in SHOP.orders if one[4] and one[2] is not None)
    assert groups[0].values["n"] == len(SHOP.orders)


def test_a_column_that_is_closed_altogether_refuses_the_question(database: Any) -> None:
    access = Some(rep_order=Rule(cost="FALSE"), rep_customer=Rule(credit="FALSE"))
    for text in ("cost", "margin", "customer.credit"):
        compiled, _ = asked(
            database, access, dataset="order", measures=[{"name": "a", "of": {"kind": "sum", "value": text}}]
        )
        assert [one.code for one in compiled.diagnostics] == ["report-hidden"]
        assert compiled.diagnostics[0].hint is not None


def test_filters_and_order_do_not_tell_what_is_closed(database: Any) -> None:
    few = Rule(lambda alias, _: f"{alias}.id <= 3")
    access = Some(rep_order=Rule(), rep_customer=few, rep_region=Rule())
    _, groups = asked(
        database, access, dataset="order", measures=[{"name": "n", "of": {"kind": "count"}}],
        filter='customer.name = "zebra" or customer.credit > 0 or customer.region.name = "North"',
    )  # fmt: skip
    assert groups[0].values["n"] <= sum(1 for one in SHOP.orders if one[7] in {1, 2, 3})


def test_the_product_itself_sees_everything(database: Any) -> None:
    _, groups = asked(database, EVERYTHING, dataset="order.lines", measures=[{"name": "n", "of": {"kind": "count"}}])
    assert groups[0].values["n"] == len(SHOP.lines)


def test_truth_values_are_counted_once_and_kept_beside_what_counts_once(database: Any) -> None:
    measures = [
        {"name": "n", "of": {"kind": "count", "value": "order.paid"}},
        {"name": "last", "of": {"kind": "last", "value": "order.paid", "time": "order.placed"}},
        {"name": "before", "of": {"kind": "period_over_period", "show": "before", "of": {
            "kind": "first", "value": "order.paid", "time": "order.placed"}}},
    ]  # fmt: skip
    dimensions = [{"name": "month", "expression": "order.placed", "grain": "month"}]
    _, groups = asked(
        database, EVERYTHING, dataset="order.lines", dimensions=dimensions, measures=measures, totals="grand"
    )
    lined = {one[1] for one in SHOP.lines}
    assert groups[-1].values["n"] == sum(1 for one in SHOP.orders if one[0] in lined and one[4] is not None)
    latest = max((one[5], one[4]) for one in SHOP.orders if one[0] in lined and None not in (one[4], one[5]))
    assert groups[-1].values["last"] == latest[1]
    assert {one.values["before"] for one in groups} == {True, False, None}
