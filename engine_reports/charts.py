"""`CHARTS`: the catalog of the kinds of charts, and which of them fits a question."""

from typing import Final

from engine_reports import chart_kinds
from engine_reports.chart import CHART_FAMILY, Chart
from engine_reports.grain import CYCLES
from engine_reports.query import ReportDimension, ReportQuery
from lowcode.kernel.catalog import Catalog

CHARTS: Final = Catalog(chart_kinds, Chart)
"""Every kind of chart by its word."""
CHART_FAMILY.fill(CHARTS)

_FEW: Final = 6
"""How many members people can tell apart in a ring."""


def suggested(query: ReportQuery, members: int | None = None) -> tuple[str, ...]:
    """Return the kinds of charts that fit a question, the best one first; a table always fits.

    `members` is how many groups the answer has, where that is known.
    """
    return tuple(one for one in dict.fromkeys((*_by_shape(query, members), "table")) if _has_room(one, query))


def _has_room(kind: str, query: ReportQuery) -> bool:
    """Return whether a kind shows as many dimensions and measures as a question has."""
    room, dimensions, measures = CHARTS[kind].room, len(query.dimensions), len(query.measures)
    fits = room.dimensions[0] <= dimensions <= room.dimensions[1]
    return fits and room.measures[0] <= measures <= room.measures[1]


def _by_shape(query: ReportQuery, members: int | None) -> tuple[str, ...]:
    """Return the kinds that fit the numbers of dimensions and measures."""
    dimensions, measures = query.dimensions, len(query.measures)
    if not measures:
        return ("table",)
    if not dimensions:
        return ("kpi", "gauge") if measures == 1 else ("table", "kpi", "funnel")
    if len(dimensions) > 2:
        return ("pivot", "treemap") if measures == 1 else ("pivot",)
    along = any(_goes_on(one) for one in dimensions)
    if len(dimensions) == 2:
        one = ("heat_map",) if measures == 1 else ()
        return ("line", "area", "stacked", *one, "pivot") if along else ("stacked", "bar", *one, "pivot")
    if dimensions[0].age:
        return ("line", "bar")
    if along:
        daily = ("calendar",) if dimensions[0].grain == "day" and measures == 1 else ()
        return ("line", "area", *daily, "bar") if measures == 1 else ("combination", "line", "bar")
    if measures == 1:
        few = ("pie",) if members is not None and members <= _FEW else ()
        return ("bar", *few, "ranking", "treemap", "waterfall")
    return ("bar", "scatter", "radar", "combination")


def _goes_on(dimension: ReportDimension) -> bool:
    """Return whether the members of a dimension follow each other in time."""
    return dimension.grain is not None and dimension.grain not in CYCLES
