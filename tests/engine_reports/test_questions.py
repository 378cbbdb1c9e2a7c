"""Mistakes in questions are told all at once, with their places and what to do; metrics give one number everywhere."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from engine_reports.access import EVERYTHING
from engine_reports.compilation import compile_query
from engine_reports.compiled import AnswerRow, Compiled
from engine_reports.crosstab import Head, crosstab
from engine_reports.metric import ReportMetric
from engine_reports.query import ReportQuery
from tests.engine_reports.databases import DuckShop
from tests.engine_reports.shop import SUBJECTS_OF, drawn

SHOP = drawn(5)
DATABASE = DuckShop(SHOP)
COUNT = {"name": "n", "of": {"kind": "count"}}
TIME = {"name": "t", "expression": "placed", "grain": "month"}
REVENUE = ReportMetric.model_validate(
    {
        "name": "revenue",
        "label": {"en": "Revenue", "zh-CN": "收入"},
        "description": {"en": "Amounts of orders that are won.", "zh-CN": "已赢订单的金额。"},
        "dataset": "order",
        "of": {"kind": "sum", "value": "amount"},
        "filter": 'status = "won"',
        "dimensions": ["customer.region.name", "customer.name"],
        "time": "placed",
    }
)


def compiled(**settings: Any) -> Compiled:
    query = ReportQuery.model_validate({"dataset": "order", **settings})
    return compile_query(query, SUBJECTS_OF[query.dataset], EVERYTHING, "duckdb", {"revenue": REVENUE})


def answer(**settings: Any) -> list[AnswerRow]:
    found = compiled(**settings)
    assert not found.diagnostics, [one.text() for one in found.diagnostics]
    return DATABASE.answer(found)


@pytest.mark.parametrize(
    ("settings", "code", "path"),
    [
        ({"measures": [{"name": "m", "of": {"kind": "sum", "value": "status"}}]}, "report-not-a-number",
         "/measures/0/of"),
        ({"measures": [{"name": "m", "of": {"kind": "maximum", "value": "paid"}}]}, "report-not-ordered",
         "/measures/0/of"),
        ({"dimensions": [{"name": "d", "expression": "customer"}]}, "report-not-one-value", "/dimensions/0/expression"),
        ({"dimensions": [{"name": "d", "expression": "amount", "grain": "day"}]}, "report-not-a-time",
         "/dimensions/0/expression"),
        ({"dimensions": [{"name": "d", "expression": "status", "width": 5}]}, "report-bins-need-numbers",
         "/dimensions/0/expression"),
        ({"measures": [COUNT], "filter": "amount"}, "report-not-a-condition", "/filter"),
        ({"measures": [COUNT], "sort": [{"by": "x"}]}, "report-no-such-column", "/sort/0/by"),
        ({"dimensions": [{"name": "n", "expression": "status"}], "measures": [COUNT]}, "report-column-twice", ""),
        ({}, "report-nothing-asked", ""),
        ({"measures": [COUNT], "comparison": "previous_year"}, "report-comparison-needs-period", "/comparison"),
        ({"measures": [COUNT], "period": {"time": "due", "start": "2026-01-01", "end": "2026-01-01"}},
         "report-empty-period", "/period/end"),
        ({"measures": [{"name": "m", "of": {"kind": "running_total", "of": {"kind": "count"}}}]}, "report-needs-time",
         "/measures/0"),
        ({"dimensions": [TIME], "measures": [{"name": "m", "of": {"kind": "running_total", "of": {
            "kind": "median", "value": "amount"}}}]}, "report-not-mergeable", "/measures/0"),
        ({"dimensions": [TIME], "measures": [{"name": "m", "of": {"kind": "share", "of": {
            "kind": "sum", "value": "customer.credit"}}}]}, "report-merged-twice", "/measures/0"),
        ({"dimensions": [TIME], "measures": [{"name": "m", "of": {"kind": "share", "of": {"kind": "count"}}}],
          "limit": {"count": 1, "dimension": "t", "by": "m"}}, "report-rank-by-plain", "/limit/by"),
        ({"measures": [{"name": "m", "of": {"kind": "metric", "metric": "x"}}]}, "report-no-such-metric",
         "/measures/0/of"),
        ({"dimensions": [{"name": "s", "expression": "status"}],
          "measures": [{"name": "m", "of": {"kind": "metric", "metric": "revenue"}}]}, "report-metric-dimension",
         "/measures/0/of"),
    ],
)  # fmt: skip
def test_a_mistake_says_where_it_is_and_what_to_do(settings: dict[str, Any], code: str, path: str) -> None:
    found = compiled(**settings)
    assert found.text == ""
    assert [(one.code, one.path) for one in found.diagnostics] == [(code, path)]
    assert found.diagnostics[0].hint is not None


def test_a_text_that_is_no_expression_is_told_with_its_stretch() -> None:
    (found,) = compiled(measures=[COUNT], filter="amount >").diagnostics
    assert (found.path, found.span is not None) == ("/filter", True)


def test_values_are_bound_and_never_written_into_the_text() -> None:
    evil = "x'); DROP TABLE rep_order; --"
    dimension = {"name": "d", "expression": f'if status = "{evil}" then "\'" else status'}
    found = compiled(dimensions=[dimension], measures=[COUNT], filter=f'status != "{evil}"')
    assert "DROP" not in found.text
    assert evil in found.parameters
    assert sum(one.values["n"] for one in DATABASE.answer(found)) > 0


def test_a_window_is_not_laid_over_a_window() -> None:
    inner = {"kind": "share", "of": {"kind": "count"}}
    with pytest.raises(ValidationError):
        compiled(dimensions=[TIME], measures=[{"name": "m", "of": {"kind": "share", "of": inner}}])


def test_a_metric_is_one_number_alone_in_groups_in_windows_and_under_a_filter() -> None:
    metric = {"kind": "metric", "metric": "revenue"}
    expected = sum((one[2] for one in SHOP.orders if one[1] == "won" and one[2] is not None), Decimal(0))
    (whole,) = answer(measures=[{"name": "m", "of": metric}])
    assert whole.values["m"] == expected
    dimensions = [{"name": "r", "expression": "customer.region.name"}]
    groups = answer(dimensions=dimensions, measures=[{"name": "m", "of": metric}])
    assert sum(one.values["m"] or 0 for one in groups) == expected
    running = {"name": "m", "of": {"kind": "running_total", "of": metric}}
    assert answer(dimensions=[TIME], measures=[running], filter="placed != null")[-1].values["m"] == sum(
        one[2] for one in SHOP.orders if one[1] == "won" and one[2] is not None and one[5] is not None
    )
    (paid,) = answer(measures=[{"name": "m", "of": metric, "filter": "paid"}])
    assert paid.values["m"] == sum(one[2] for one in SHOP.orders if one[1] == "won" and one[4] and one[2] is not None)


def test_a_pivot_table_has_its_totals_behind_its_details() -> None:
    settings = {
        "dataset": "order",
        "dimensions": [
            {"name": "r", "expression": "customer.region.name"},
            {"name": "s", "expression": "status"},
            {"name": "p", "expression": "paid"},
        ],
        "measures": [COUNT],
        "totals": "all",
        "pivot": ["p"],
    }
    query = ReportQuery.model_validate(settings)
    table = crosstab(query, answer(**settings))
    assert table.rows[-1] == Head(())
    assert table.columns[-1] == Head(())
    assert {one.members for one in table.columns} == {(False,), (True,), (None,), ()}
    assert table.cells[Head(()), Head(())].values["n"] == len(SHOP.orders)
    for at, row in enumerate(table.rows):
        if len(row.members) == 1:
            assert table.rows[at - 1].members[:1] == row.members
        whole = table.cells[row, Head(())].values["n"]
        parts = [table.cells[row, one].values["n"] for one in table.columns[:-1] if (row, one) in table.cells]
        assert whole == sum(parts)
