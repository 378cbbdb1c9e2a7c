"""`Dashboard`: charts on a grid, with filters over all of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Final, Literal

import pydantic

from engine_reports import codes
from engine_reports.chart import AnyChart
from engine_reports.charts import CHARTS
from engine_reports.grain import Grain
from engine_reports.members import literal
from engine_reports.query import ReportDimension, ReportPeriod, ReportQuery
from engine_reports.texts import DatasetName, ExpressionText
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec

KINDS = CHARTS
"""Every kind of chart by its word, read before any dashboard."""
COLUMNS: Final = 24
"""How many columns the grid has."""


class DrillLevel(Spec):
    """What the groups of a chart are gone into: the members of a field, or the periods of a time."""

    expression: ExpressionText
    """What is grouped by: `owner.name`, `placed`."""
    grain: Grain | None = None
    """The periods that a time is put into."""
    label: Label | None = None
    """What people read; what the field is called if nothing is said."""

    @property
    def dimension(self) -> ReportDimension:
        """What takes the place of the groups."""
        return ReportDimension(name="part", expression=self.expression, grain=self.grain, label=self.label)


class Tile(Spec):
    """A chart, or a text, at a place of the grid."""

    name: Name
    """The name by which links lead to it."""
    x: int = pydantic.Field(ge=0, lt=COLUMNS)
    """The first column."""
    y: int = pydantic.Field(ge=0, le=1000)
    """The first row."""
    width: int = pydantic.Field(default=8, ge=2, le=COLUMNS)
    """How many columns it takes."""
    height: int = pydantic.Field(default=8, ge=2, le=100)
    """How many rows it takes."""
    chart: AnyChart | None = None
    """The chart."""
    text: Label | None = None
    """A text in its place, in Markdown."""
    tab: Name | None = None
    """The tab that it stands on; the first one if nothing is said."""
    phone: int | None = pydantic.Field(default=None, ge=0, le=1000)
    """Its place among the tiles on a phone; row by row if nothing is said."""
    path: tuple[DrillLevel, ...] = pydantic.Field(default=(), max_length=6)
    """What its groups are gone into, one level after the other, and at the end their records; as people choose if
    nothing is said."""
    keeps_period: bool = False
    """Whether it keeps a stretch of time of its own, whichever period is chosen for the dashboard."""

    def questions(self) -> Iterator[tuple[str, ReportQuery]]:
        """Iterate over what the database is asked for, with the place of each in the tile."""
        if self.chart is None:
            return
        yield "/chart/query", self.chart.asked
        for at, one in enumerate(self.path):
            yield f"/path/{at}", ReportQuery(dataset=self.chart.query.dataset, dimensions=(one.dimension,))


class DashboardTab(Spec):
    """A part of a dashboard that is shown by itself."""

    name: Name
    """Its name."""
    label: Label
    """What people read."""


class DashboardFilter(Spec):
    """A filter over all charts whose datasets know what it compares."""

    name: Name
    """Its name."""
    label: Label
    """What people read."""
    kind: Literal["members", "period"] = "members"
    """Whether people choose members, or a stretch of time."""
    expressions: dict[DatasetName, ExpressionText]
    """What is compared, by dataset."""
    default: str | None = None
    """What holds at first: a word for a stretch such as `this_month`, or a member."""


class Dashboard(Spec):
    """Charts on a grid that belong together."""

    name: Name
    """The name in links."""
    label: Label
    """What people read."""
    description: Label | None = None
    """What it is good for."""
    tiles: tuple[Tile, ...] = pydantic.Field(default=(), max_length=60)
    """What is on it."""
    tabs: tuple[DashboardTab, ...] = pydantic.Field(default=(), max_length=12)
    """Its parts that are shown one at a time; all of it at once if nothing is said."""
    filters: tuple[DashboardFilter, ...] = pydantic.Field(default=(), max_length=12)
    """What people narrow all of it down by."""
    refresh: int | None = pydantic.Field(default=None, ge=5, le=86_400)
    """After how many seconds it asks anew; when people ask if nothing is said."""
    roles: tuple[Name, ...] = ()
    """The roles of the app whose people have it in their menu; everybody who works with the app if nothing is said."""

    def tab_of(self, tile: Tile) -> Name | None:
        """Return the tab that a tile stands on; None for a dashboard without tabs."""
        return tile.tab or (self.tabs[0].name if self.tabs else None)

    def problems(self) -> Iterator[Diagnostic]:
        """Iterate over what does not fit, with paths inside the dashboard."""
        for at, tile in enumerate(self.tiles):
            for one in tile.chart.problems() if tile.chart is not None else ():
                yield one.at(f"/tiles/{at}/chart")
        tabs = [one.name for one in self.tabs]
        for at, tile in enumerate(self.tiles):
            if tile.tab is not None and tile.tab not in tabs:
                known = ", ".join(tabs) or "–"
                yield codes.NO_TAB.report(path=f"/tiles/{at}/tab", name=tile.tab, known=known)
        for first, second in combinations(self.tiles, 2):
            if self.tab_of(first) == self.tab_of(second) and _overlap(first, second):
                yield codes.OVERLAP.report(path="/tiles", first=first.name, second=second.name)
        asked = {tile.chart.query.dataset for tile in self.tiles if tile.chart is not None}
        for at, one_filter in enumerate(self.filters):
            if not asked & one_filter.expressions.keys():
                yield codes.NO_FILTER_EXPRESSION.report(path=f"/filters/{at}", name=one_filter.name)


def _overlap(first: Tile, second: Tile) -> bool:
    """Return whether two tiles share a place."""
    across = first.x < second.x + second.width and second.x < first.x + first.width
    return across and first.y < second.y + second.height and second.y < first.y + first.height


def narrowed(
    query: ReportQuery,
    dashboard: Dashboard,
    members: Mapping[str, Sequence[Value]],
    periods: Mapping[str, tuple[date, date]],
    *,
    keeps_period: bool = False,
) -> ReportQuery:
    """Return a question of a dashboard under its filters: chosen members, and stretches of time, by filter.

    Filters that say nothing about its dataset leave it as it is; nothing chosen is everything. With `keeps_period` it
    keeps the stretch of time that it has.
    """
    conditions = [f"({query.filter})"] if query.filter is not None else []
    period = query.period
    for one in dashboard.filters:
        expression = one.expressions.get(query.dataset)
        if expression is None:
            continue
        if one.kind == "period" and one.name in periods and not keeps_period:
            start, end = periods[one.name]
            period = ReportPeriod(time=expression, start=start, end=end)
        elif one.kind == "members" and members.get(one.name):
            conditions.append(f"({chosen(expression, members[one.name])})")
    return query.model_copy(update={"filter": " and ".join(conditions) or None, "period": period})


def chosen(expression: str, members: Sequence[Value]) -> str:
    """Return the condition that a value is one of some members, null being one like others."""
    return " or ".join(f"({expression}) = {literal(one)}" for one in members)
