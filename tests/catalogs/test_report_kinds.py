"""Shows that the families of the engine of reports are well formed: each kind is documented, read back and in words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter

from engine_reports.aggregate import AmongGroups
from engine_reports.aggregate_kinds import AGGREGATES
from engine_reports.analysis_kinds import ANALYSES
from engine_reports.chart import AnyChart, Chart
from engine_reports.charts import CHARTS, suggested
from engine_reports.dashboard import Dashboard, narrowed
from engine_reports.query import ReportQuery

FAMILIES: list[tuple[str, str, Any]] = [
    (family, kind, member)
    for family, catalog in (("aggregate", AGGREGATES), ("chart", CHARTS), ("analysis", ANALYSES))
    for kind, member in catalog.items()
]
MOST_DIMENSIONS, MOST_MEASURES = 4, 5


def question(dimensions: int, measures: int, **first: Any) -> dict[str, Any]:
    listed: list[dict[str, Any]] = [{"name": f"d{at}", "expression": "status"} for at in range(dimensions)]
    if listed:
        listed[0] |= first
    counts = [{"name": f"m{at}", "of": {"kind": "count"}} for at in range(measures)]
    return {"dataset": "order", "dimensions": listed, "measures": counts}


def chart(kind: str) -> dict[str, Any]:
    """Return the least chart of a kind."""
    member = CHARTS[kind]
    found: dict[str, Any] = {
        "kind": kind,
        "query": question(max(member.room.dimensions[0], 1), max(member.room.measures[0], 1)),
    }
    if member.room.dimensions[1] == 0:
        found["query"]["dimensions"] = []
    required = [name for name, field in member.model_fields.items() if field.is_required()]
    if kind == "forecast":
        found["query"]["dimensions"][0] |= {"expression": "placed", "grain": "month"}
    if kind == "lift":
        label = {"en": "Visited", "zh-CN": "已拜访"}
        behaviour = {"name": "visited", "label": label, "condition": "visits > 0"}
        found["query"]["measures"] = []
        return found | {"analysis": {"kind": "lift", "outcome": 'status = "won"', "behaviours": [behaviour]}}
    for at, name in enumerate(sorted(set(required) - {"kind", "query"})):
        found[name] = ["m0"] if name == "lines" else f"m{at % member.room.measures[0]}"
    return found


def test_the_families_hold_what_people_need() -> None:
    assert len(CHARTS) == 23
    assert {
        "sum", "count", "distinct", "average", "median", "percentile", "minimum", "maximum", "first", "last", "ratio",
        "share", "running_total", "moving_average", "period_over_period", "year_to_date", "cohort_retention",
        "funnel_conversion", "rfm", "abc", "ageing", "days_between", "metric",
    } == set(AGGREGATES)  # fmt: skip
    assert sum(issubclass(one, AmongGroups) for one in AGGREGATES.values()) == 8


@pytest.mark.parametrize(("family", "kind", "member"), FAMILIES, ids=[f"{one}-{two}" for one, two, _ in FAMILIES])
def test_a_kind_says_what_it_and_each_of_its_settings_is(family: str, kind: str, member: Any) -> None:
    del family, kind
    assert member.__doc__
    for name in member.model_fields:
        assert name == "kind" or name in member.said(), name


@pytest.mark.parametrize("kind", CHARTS)
def test_a_chart_is_read_back_as_it_was_and_fits_its_question(kind: str) -> None:
    adapter: TypeAdapter[Chart] = TypeAdapter(AnyChart)
    found = adapter.validate_python(chart(kind))
    assert adapter.validate_json(found.model_dump_json(by_alias=True, exclude_defaults=True)) == found
    assert list(found.problems()) == []
    assert found.palette.label.zh_cn != found.palette.label.en
    assert found.palette.about.zh_cn


@pytest.mark.parametrize("kind", CHARTS)
def test_a_chart_tells_what_does_not_fit(kind: str) -> None:
    adapter: TypeAdapter[Chart] = TypeAdapter(AnyChart)
    found = adapter.validate_python(chart(kind) | {"query": {"dataset": "order"}, "formats": {"gone": {}}})
    codes = {one.code for one in found.problems()}
    assert "chart-no-such-column" in codes
    assert CHARTS[kind].room.measures[0] == 0 or "chart-too-little" in codes


@pytest.mark.parametrize("dimensions", range(MOST_DIMENSIONS + 1))
@pytest.mark.parametrize("measures", range(MOST_MEASURES + 1))
@pytest.mark.parametrize(
    "first", [{}, {"expression": "placed", "grain": "month"}, {"expression": "due", "grain": "day"}]
)
def test_what_is_suggested_fits(dimensions: int, measures: int, first: dict[str, Any]) -> None:
    if not dimensions and not measures:
        return
    query = ReportQuery.model_validate(question(dimensions, measures, **first))
    for kind in suggested(query, 4):
        room = CHARTS[kind].room
        assert room.dimensions[0] <= dimensions <= room.dimensions[1], kind
        assert room.measures[0] <= measures <= room.measures[1], kind


def test_time_becomes_a_line_and_few_members_may_be_a_ring() -> None:
    month = ReportQuery.model_validate(question(1, 1, expression="placed", grain="month"))
    assert suggested(month)[0] == "line"
    assert "pie" in suggested(ReportQuery.model_validate(question(1, 1)), 4)
    assert "pie" not in suggested(ReportQuery.model_validate(question(1, 1)), 40)
    assert suggested(ReportQuery.model_validate(question(0, 1)))[0] == "kpi"


def dashboard() -> Dashboard:
    label = {"en": "Sales", "zh-CN": "销售"}
    return Dashboard.model_validate(
        {
            "name": "sales",
            "label": label,
            "tiles": [
                {"name": "a", "x": 0, "y": 0, "width": 12, "chart": chart("bar")},
                {"name": "b", "x": 11, "y": 4, "width": 8, "text": label},
            ],
            "filters": [
                {"name": "region", "label": label, "expressions": {"order": "customer.region.name"}},
                {"name": "time", "label": label, "kind": "period", "expressions": {"order": "placed"}},
                {"name": "other", "label": label, "expressions": {"lead": "source"}},
            ],
        }
    )


def test_a_dashboard_tells_of_tiles_on_each_other_and_of_filters_for_nothing() -> None:
    assert [(one.code, one.path) for one in dashboard().problems()] == [
        ("dashboard-tiles-overlap", "/tiles"),
        ("dashboard-filter-without-dataset", "/filters/2"),
    ]


def test_filters_of_a_dashboard_narrow_the_questions_that_they_speak_of() -> None:
    query = ReportQuery.model_validate(question(1, 1) | {"filter": "amount > 0"})
    members: dict[str, Sequence[Any]] = {"region": ['华"东', None], "other": ["web"]}
    found = narrowed(query, dashboard(), members, {"time": (date(2026, 1, 1), date(2026, 2, 1))})
    assert found.filter == ('(amount > 0) and ((customer.region.name) = "华\\"东" or (customer.region.name) = null)')
    assert found.period is not None
    assert (found.period.time, found.period.end) == ("placed", date(2026, 2, 1))
    assert narrowed(query, dashboard(), {}, {}) == query.model_copy(update={"filter": "(amount > 0)"})
