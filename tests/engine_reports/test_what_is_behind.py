"""Down to the records: the rows behind each group are those that it counts."""

import pytest

from engine_reports.access import EVERYTHING
from engine_reports.compilation import compile_query
from engine_reports.members import condition_of
from engine_reports.query import ReportQuery
from tests.engine_reports.databases import DuckShop
from tests.engine_reports.shop import ORDERS, drawn

SHOP = drawn(3)

DIMENSIONS = [
    {"expression": "status"},
    {"expression": "customer.region.name"},
    {"expression": "paid"},
    {"expression": "amount", "edges": ["0", "50"]},
    {"expression": "amount", "width": "12.5"},
    {"expression": "placed", "grain": "week", "fiscal": {"first_weekday": 7}},
    {"expression": "placed", "grain": "quarter", "fiscal": {"first_month": 5}},
    {"expression": "due", "grain": "day"},
    {"expression": "placed", "grain": "hour_of_day"},
    {"expression": "due", "grain": "day_of_week"},
    {"expression": "due", "grain": "month_of_year"},
]


@pytest.mark.parametrize("dimension", DIMENSIONS, ids=lambda one: f"{one['expression']} {one.get('grain', '')}")
def test_the_records_behind_a_group_are_those_that_it_counts(dimension: dict[str, object]) -> None:
    database = DuckShop(SHOP)
    asked = {
        "dataset": "order",
        "dimensions": [{"name": "a", **dimension}, {"name": "b", "expression": "status"}],
        "measures": [{"name": "n", "of": {"kind": "count"}}],
        "totals": "all",
    }
    query = ReportQuery.model_validate(asked)
    groups = database.answer(compile_query(query, ORDERS, EVERYTHING, "duckdb"))
    assert len(groups) > 3
    values = SHOP.order_values()
    for group in groups:
        condition = condition_of(query, ORDERS, group)
        assert condition is not None
        behind = (
            values if not condition else [one for one in values if ORDERS.expression(condition).evaluate(one) is True]
        )
        assert len(behind) == group.values["n"], condition


def test_nobody_can_say_which_rows_are_the_others() -> None:
    query = ReportQuery.model_validate(
        {
            "dataset": "order",
            "dimensions": [{"name": "a", "expression": "customer.name"}],
            "measures": [{"name": "n", "of": {"kind": "count"}}],
            "limit": {"count": 1, "dimension": "a", "by": "n", "others": True},
        }
    )
    first, others = DuckShop(SHOP).answer(compile_query(query, ORDERS, EVERYTHING, "duckdb"))
    assert condition_of(query, ORDERS, first) is not None
    assert condition_of(query, ORDERS, others) is None
