"""Joined datasets: what is wrong with a join is told at its place, and no join multiplies a number."""

from decimal import Decimal
from typing import Any

import pytest

from engine_reports.access import EVERYTHING
from engine_reports.compilation import compile_query
from engine_reports.join import DatasetJoin
from engine_reports.joining import joined
from engine_reports.query import ReportQuery
from tests.engine_reports.databases import DuckShop
from tests.engine_reports.shop import JOINED_ORDERS, ORDER, TABLES_OF, drawn

NAMED = {"en": "x", "zh-CN": "x"}


def problems(**settings: Any) -> list[tuple[str, str]]:
    """Return what is wrong with a join of orders, by code and place."""
    whole = {"name": "q", "label": NAMED, "of": "quota", "on": [{"own": "status", "other": "status"}], **settings}
    found = joined(ORDER, [DatasetJoin.model_validate(whole)], TABLES_OF.get)
    assert all(one.hint is not None for one in found.problems)
    assert ("q" in found.table.references) == (not found.problems)
    return [(one.code, one.path) for one in found.problems]


def gathered(**settings: Any) -> dict[str, Any]:
    """Return the settings of a join that gathers one column."""
    return {"cardinality": "one_to_many", "gathered": [{"name": "g", "label": NAMED, **settings}]}


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, []),
        ({"filter": "target > 3"}, []),
        ({"filter": "nothing > 3"}, [("unknown-name", "/0/filter")]),
        ({"filter": "target"}, [("report-not-a-condition", "/0/filter")]),
        ({"name": "status"}, [("report-join-name-taken", "/0/name")]),
        ({"on": [{"own": "lines", "other": "status"}]}, [("report-join-field", "/0/on/0/own")]),
        ({"on": [{"own": "customer.nothing", "other": "status"}]}, [("report-join-field", "/0/on/0/own")]),
        ({"on": [{"own": "status", "other": "nothing"}]}, [("report-join-field", "/0/on/0/other")]),
        ({"on": [{"own": "amount", "other": "status"}]}, [("report-join-types", "/0/on/0")]),
        ({"cardinality": "one_to_many"}, [("report-join-would-multiply", "/0/gathered")]),
        (gathered(aggregate="sum", value="target"), []),
        (gathered(aggregate="sum", value="status"), [("report-not-a-number", "/0/gathered/0/value")]),
        (gathered(aggregate="maximum"), [("report-join-value", "/0/gathered/0")]),
        ({**gathered(aggregate="count"), "cardinality": "many_to_one"},
         [("report-join-gathers-nothing", "/0/gathered")]),
    ],
)  # fmt: skip
def test_a_join_says_what_is_wrong_with_it_and_where(settings: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert problems(**settings) == expected


def test_rows_stay_as_many_whatever_the_other_dataset_holds() -> None:
    shop = drawn(3)
    # Every quota is there three times now, and every customer is visited more than once.
    shop.quotas.extend([(one[0] + 100 * by, *one[1:]) for by in (1, 2) for one in list(shop.quotas)])
    shop.visits.extend([(one[0] + 100 * by, *one[1:]) for by in (1, 2) for one in list(shop.visits)])
    database = DuckShop(shop)
    query = ReportQuery.model_validate(
        {
            "dataset": "joined_order",
            "measures": [
                {"name": "n", "of": {"kind": "count"}},
                {"name": "amount", "of": {"kind": "sum", "value": "amount"}},
                {"name": "with", "of": {"kind": "count", "value": "quota.target"}},
                {"name": "target", "of": {"kind": "sum", "value": "quota.target"}},
                {"name": "visits", "of": {"kind": "sum", "value": "visits.number"}},
            ],
        }
    )
    (row,) = database.answer(compile_query(query, JOINED_ORDERS, EVERYTHING, "duckdb"))
    database.close()
    assert row.values["n"] == len(shop.orders)
    assert row.values["amount"] == sum((one[2] for one in shop.orders if one[2] is not None), Decimal(0))
    rows: list[Any] = list(shop.joined_values())
    quotas = {one["quota"]["id"]: one["quota"]["target"] for one in rows if one["quota"] is not None}
    assert row.values["with"] == len(quotas)
    assert row.values["target"] == sum(quotas.values())
    visits = {one["visits"]["key"]: one["visits"]["number"] for one in rows}
    assert row.values["visits"] == sum(number for key, number in visits.items() if key is not None) > 20
