"""Dashboards of an app: who has which, and the answer of one chart under what people have chosen."""

from collections.abc import Mapping
from datetime import date

from engine_reports.codes import NO_SLOT
from engine_reports.dashboard import Dashboard, DashboardFilter, Tile, narrowed
from engine_reports.query import ReportQuery
from engine_reports.stretch import STRETCHES, days_of
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.kernel.errors import Invalid, NotFound
from lowcode.services.report_asking import Asker
from lowcode.services.report_codes import NO_DASHBOARD, NO_DASHBOARD_FILTER, NO_TILE
from lowcode.services.report_drill import narrowed_to
from lowcode.services.report_messages import DrillStep, GroupRef, TileAsk
from lowcode.services.report_values import read


def is_open(asker: Asker, dashboard: Dashboard) -> bool:
    """Return whether somebody has a dashboard in their menu: by their role, and by seeing rows of a chart of it."""
    named = {f"{asker.app.name}.{one}" for one in dashboard.roles}
    if named and not asker.reader.everything and not named & asker.actor.roles:
        return False
    asked = {one.chart.query.dataset for one in dashboard.tiles if one.chart is not None}
    return not asked or any(asker.reports.seen(asker.reader, one) is not None for one in asked)


def dashboard_of(asker: Asker, name: str) -> Dashboard:
    """Return a dashboard. Raises `NotFound` when the asker has none of that name."""
    found = asker.reports.dashboards.get(name)
    if found is None or not is_open(asker, found):
        message = f"there is no dashboard {name}"
        raise NotFound(message, [NO_DASHBOARD.report(name=name[:80])])
    return found


def question_of(asker: Asker, dashboard: Dashboard, name: str, asked: TileAsk) -> ReportQuery:
    """Return the question of a chart under what people have chosen. Raises `NotFound`, `Invalid`."""
    tile = _tile(dashboard, name)
    assert tile.chart is not None
    query = tile.chart.query
    if asked.query is not None:
        query = asked.query.model_copy(update={"dataset": query.dataset})
    query = query.settled(clock.now().date())
    members, periods = _members(asker, dashboard, query, asked), _periods(dashboard, asked)
    query = narrowed(query, dashboard, members, periods, keeps_period=tile.keeps_period)
    for at, one in enumerate(asked.chosen):
        other = _tile(dashboard, one.tile)
        assert other.chart is not None
        if other.chart.query.dataset == query.dataset and one.tile != name:
            # What its own filter says is left to it: only the members that were clicked count here.
            plain = other.chart.query.settled(clock.now().date()).model_copy(update={"filter": None})
            for step_at, step in enumerate(one.drill):
                plain = _drilled(asker, plain, step, f"/chosen/{at}/drill/{step_at}")
            try:
                condition = narrowed_to(asker, plain, GroupRef(values=one.values))
            except Invalid as error:
                raise Invalid(str(error), [each.at(f"/chosen/{at}") for each in error.diagnostics]) from error
            kept = [f"({query.filter})"] if query.filter else []
            query = query.model_copy(update={"filter": " and ".join([*kept, condition]) or None})
    for at, step in enumerate(asked.drill):
        query = _drilled(asker, query, step, f"/drill/{at}")
    return query


def _drilled(asker: Asker, query: ReportQuery, step: DrillStep, path: str) -> ReportQuery:
    """Return a question about the parts of one of its groups. Raises `Invalid`."""
    place = next((at for at, one in enumerate(query.dimensions) if one.name == step.dimension), None)
    if place is None:
        known = ", ".join(one.name for one in query.dimensions) or "–"
        message = f"there is no dimension {step.dimension}"
        raise Invalid(message, [NO_SLOT.report(None, f"{path}/dimension", name=step.dimension, known=known)])
    try:
        condition = narrowed_to(asker, query, step.group)
    except Invalid as error:
        raise Invalid(str(error), [one.at(path) for one in error.diagnostics]) from error
    # What names the dimension, an order or a share, goes on to mean what stands in its place.
    into = step.into.model_copy(update={"name": step.dimension})
    dimensions = (*query.dimensions[:place], into, *query.dimensions[place + 1 :])
    return query.model_copy(update={"dimensions": dimensions, "filter": condition or None})


def _tile(dashboard: Dashboard, name: str) -> Tile:
    """Return a chart of a dashboard. Raises `NotFound`."""
    found = next((one for one in dashboard.tiles if one.name == name and one.chart is not None), None)
    if found is None:
        known = ", ".join(one.name for one in dashboard.tiles if one.chart is not None) or "–"
        message = f"there is no chart {name}"
        raise NotFound(message, [NO_TILE.report(name=name[:80], known=known)])
    return found


def _named(dashboard: Dashboard, name: str, kind: str, path: str) -> DashboardFilter:
    """Return a filter of a dashboard. Raises `Invalid`."""
    found = next((one for one in dashboard.filters if one.name == name and one.kind == kind), None)
    if found is None:
        known = ", ".join(one.name for one in dashboard.filters if one.kind == kind) or "–"
        message = f"there is no filter {name}"
        raise Invalid(message, [NO_DASHBOARD_FILTER.report(None, path, name=name, known=known)])
    return found


def _members(asker: Asker, dashboard: Dashboard, query: ReportQuery, asked: TileAsk) -> Mapping[str, tuple[Value, ...]]:
    """Return the members that are chosen, by filter, as values of the dataset of a question. Raises `Invalid`."""
    subject = asker.dataset(query.dataset).subject
    given = dict(asked.members)
    for one in dashboard.filters:
        if one.kind == "members" and one.default is not None:
            given.setdefault(one.name, (one.default,))
    found: dict[str, tuple[Value, ...]] = {}
    for name, values in given.items():
        expression = _named(dashboard, name, "members", f"/members/{name}").expressions.get(query.dataset)
        if expression is not None:
            kind = subject.expression(expression).type
            found[name] = tuple(read(one, kind, name, f"/members/{name}") for one in values)
    return found


def _periods(dashboard: Dashboard, asked: TileAsk) -> Mapping[str, tuple[date, date]]:
    """Return the stretches of time that are chosen, by filter. Raises `Invalid`."""
    given = dict(asked.periods)
    for one in dashboard.filters:
        if one.kind == "period" and one.default in STRETCHES:
            given.setdefault(one.name, one.default)
    today = clock.now().date()
    found: dict[str, tuple[date, date]] = {}
    for name, value in given.items():
        _named(dashboard, name, "period", f"/periods/{name}")
        if value is not None:
            found[name] = days_of(value, today) if isinstance(value, str) else value
    return found
