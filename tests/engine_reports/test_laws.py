"""Laws that hold for all questions: of totals, shares, running totals, ratios and joins."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine_reports.access import EVERYTHING
from engine_reports.compilation import compile_query
from engine_reports.compiled import AnswerRow
from engine_reports.grain import Fiscal, period_start
from engine_reports.query import ReportQuery
from tests.engine_reports.databases import DuckShop
from tests.engine_reports.shop import SUBJECTS_OF, drawn

SHOP = drawn(23)
DATABASE = DuckShop(SHOP)
DIMENSIONS = st.lists(
    st.sampled_from(
        [
            {"name": "a", "expression": "status"},
            {"name": "b", "expression": "customer.region.name"},
            {"name": "c", "expression": "placed", "grain": "month"},
            {"name": "d", "expression": "amount", "width": "20"},
        ]
    ),
    max_size=3,
    unique_by=lambda one: one["name"],
)
FEW = settings(max_examples=30)


def answer(**settings_: Any) -> list[AnswerRow]:
    query = ReportQuery.model_validate({"dataset": "order", **settings_})
    compiled = compile_query(query, SUBJECTS_OF[query.dataset], EVERYTHING, "duckdb")
    assert not compiled.diagnostics, [one.text() for one in compiled.diagnostics]
    return DATABASE.answer(compiled)


def measure(kind: str, **settings_: Any) -> dict[str, Any]:
    return {"name": "m", "of": {"kind": kind, **settings_}}


@FEW
@given(DIMENSIONS)
def test_totals_of_a_sum_are_the_sums_of_their_details(dimensions: list[dict[str, Any]]) -> None:
    groups = answer(dimensions=dimensions, measures=[measure("sum", value="amount")], totals="all")
    by_level: dict[tuple[str, ...], Decimal] = {}
    for one in groups:
        by_level[one.level] = by_level.get(one.level, Decimal(0)) + (one.values["m"] or 0)
    assert set(by_level.values()) == {sum(one[2] for one in SHOP.orders if one[2] is not None)}


@FEW
@given(DIMENSIONS, st.integers(1, 6))
def test_others_make_up_what_a_limit_leaves_out(dimensions: list[dict[str, Any]], count: int) -> None:
    if not dimensions:
        return
    limit = {"count": count, "dimension": dimensions[0]["name"], "by": "m", "others": True}
    groups = answer(dimensions=dimensions, measures=[measure("count")], limit=limit)
    assert sum(one.values["m"] for one in groups) == len(SHOP.orders)
    members = {(one.values[limit["dimension"]], bool(one.others)) for one in groups}
    assert len({one for one in members if not one[1]}) <= count


@FEW
@given(DIMENSIONS)
def test_shares_make_up_the_whole(dimensions: list[dict[str, Any]]) -> None:
    groups = answer(dimensions=dimensions, measures=[measure("share", of={"kind": "count"})])
    assert abs(sum(one.values["m"] for one in groups) - 1) <= Decimal("1e-8") * len(groups)


@FEW
@given(DIMENSIONS)
def test_a_number_of_another_table_is_never_multiplied(dimensions: list[dict[str, Any]]) -> None:
    groups = answer(dimensions=dimensions, measures=[measure("sum", value="customer.credit")], totals="grand")
    used = {one[7] for one in SHOP.orders}
    assert groups[-1].values["m"] == sum(one[2] or 0 for one in SHOP.customers if one[0] in used)


@FEW
@given(st.sampled_from(["day", "week", "month", "quarter", "year"]))
def test_the_last_running_total_is_the_total(grain: str) -> None:
    dimensions = [{"name": "t", "expression": "placed", "grain": grain}]
    measures = [measure("running_total", of={"kind": "sum", "value": "amount"})]
    groups = answer(dimensions=dimensions, measures=measures, filter="placed != null")
    assert groups[-1].values["m"] == sum(one[2] for one in SHOP.orders if one[2] is not None and one[5] is not None)


@FEW
@given(DIMENSIONS)
def test_a_ratio_is_that_of_the_sums_at_every_level(dimensions: list[dict[str, Any]]) -> None:
    measures = [
        measure("ratio", numerator="cost", denominator="amount"),
        {"name": "x", "of": {"kind": "sum", "value": "cost"}},
        {"name": "y", "of": {"kind": "sum", "value": "amount"}},
    ]
    for one in answer(dimensions=dimensions, measures=measures, totals="all"):
        x, y, m = one.values["x"], one.values["y"], one.values["m"]
        assert m is None if x is None or not y else abs(m - x / y) <= Decimal("5e-9")


@given(st.dates(), st.sampled_from(["day", "week", "month", "quarter", "year"]), st.integers(1, 12), st.integers(1, 7))
def test_a_period_begins_on_or_before_its_days_and_is_its_own(day: Any, grain: Any, month: int, weekday: int) -> None:
    fiscal = Fiscal(first_month=month, first_weekday=weekday)
    if day.year < 3:
        return
    start = period_start(day, grain, fiscal)
    assert start <= day
    assert period_start(start, grain, fiscal) == start
    assert (day - start).days < {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[grain]
