"""`Reports`: the use cases of reports in one workspace. All of them ask the compiler of access."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Self, TypeVar, get_args

from engine_reports.aggregate import AmongGroups
from engine_reports.aggregate_kinds import AGGREGATES
from engine_reports.aggregates.metric import MetricAggregate
from engine_reports.analysis import Analysis
from engine_reports.charts import CHARTS
from engine_reports.dashboard import Dashboard
from engine_reports.dataset import DatasetField
from engine_reports.grain import Grain
from engine_reports.metric import ReportMetric
from engine_reports.query import ReportMeasure, ReportQuery
from engine_reports.stretch import STRETCHES
from lowcode.kernel.errors import NotFound
from lowcode.services.actor import Actor
from lowcode.services.record_app import RecordApp
from lowcode.services.record_reading import Reading
from lowcode.services.report_asking import Asker, ReportAsking
from lowcode.services.report_boards import dashboard_of, is_open, question_of
from lowcode.services.report_codes import NO_METRIC
from lowcode.services.report_comments import BoardComments
from lowcode.services.report_drill import behind, members
from lowcode.services.report_findings import analysed
from lowcode.services.report_kept import PREFIX, DashboardDraft, KeptDashboard, KeptDashboards
from lowcode.services.report_messages import (
    AggregateKind,
    Answer,
    BehindAsk,
    DashboardEntries,
    DashboardEntry,
    Members,
    MembersAsk,
    MetricQuery,
    MetricView,
    MetricViews,
    RecordsBehind,
    ReportAsk,
    ReportDataset,
    ReportDatasets,
    TileAsk,
)
from lowcode.services.report_outside import OutsideSource
from lowcode.services.report_runs import ReportRuns
from lowcode.services.report_source import PostgresSource, ReportSource
from lowcode.services.statistician import Statistician
from lowcode.settings import Settings
from lowcode.store.database import Database

_AGGREGATES: Final = tuple(
    AggregateKind(
        kind=kind,
        among=issubclass(one, AmongGroups),
        needs=tuple(sorted(one.needs)) if issubclass(one, AmongGroups) else (),
    )
    for kind, one in AGGREGATES.items()
)
Result = TypeVar("Result")


class Reports:
    """Questions about the records of apps, their metrics and dashboards."""

    def __init__(self, database: Database, settings: Settings, sources: Sequence[ReportSource] = ()) -> None:
        """Take the workspace, the settings, and sources that may answer before PostgreSQL has to."""
        self.runs = ReportRuns(database, max(1, settings.database_connections // 2))
        last = PostgresSource(database, settings.report_seconds)
        self.kept = KeptDashboards(database)
        outside = OutsideSource(database, settings)
        self.asking = ReportAsking(Reading(database), (outside, *sources, last))
        self.comments = BoardComments(database, self.asking, self.kept)
        self.statistician = Statistician(settings.report_seconds)

    async def __aenter__(self) -> Self:
        """Return itself; what it needs is started by the first question."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """End what it has started."""
        await self.statistician.close()

    async def datasets(self, app: RecordApp, actor: Actor) -> ReportDatasets:
        """Return what somebody may ask about."""
        asker = await self.asking.asker(app, actor)
        listed = []
        for name in asker.reports.datasets:
            found = asker.reports.seen(asker.reader, name)
            if found is not None:
                one = found.dataset
                listed.append(
                    ReportDataset(
                        name=one.name,
                        label=one.label,
                        description=one.description,
                        rows=one.rows,
                        form=one.form,
                        time=one.time,
                        fields=one.fields,
                    )
                )
        return ReportDatasets(
            datasets=tuple(listed),
            aggregates=_AGGREGATES,
            grains=get_args(Grain),
            stretches=STRETCHES,
            charts=tuple(CHARTS),
        )

    async def metrics(self, app: RecordApp, actor: Actor) -> MetricViews:
        """Return the metrics that somebody may ask for."""
        asker = await self.asking.asker(app, actor)
        seen = [one for one in asker.reports.metrics.values() if asker.reports.seen(asker.reader, one.dataset)]
        return MetricViews(metrics=tuple(_view(asker, one) for one in seen))

    async def metric(self, app: RecordApp, actor: Actor, name: str, asked: MetricQuery) -> Answer:
        """Return the value of a metric. Raises `NotFound`, `Invalid`."""
        asker = await self.asking.asker(app, actor)
        metric = asker.reports.metrics.get(name)
        if metric is None or asker.reports.seen(asker.reader, metric.dataset) is None:
            message = f"there is no metric {name}"
            raise NotFound(message, [NO_METRIC.report(name=name[:80])])
        query = ReportQuery(
            dataset=metric.dataset,
            dimensions=asked.dimensions,
            measures=(ReportMeasure(name=name, of=MetricAggregate(kind="metric", metric=name)),),
            filter=asked.filter,
            period=asked.period,
            stretch=asked.stretch,
            comparison=asked.comparison,
            totals=asked.totals,
        )
        return await self._run(actor, asked.key, lambda: self.asking.answer(asker, query))

    async def query(self, app: RecordApp, actor: Actor, asked: ReportAsk) -> Answer:
        """Return the answer to a question. Raises `Invalid`, `Conflict` when it is cancelled."""
        asker = await self.asking.asker(app, actor)
        return await self._run(actor, asked.key, lambda: self._answer(asker, asked.query, asked.analysis))

    async def behind(self, app: RecordApp, actor: Actor, asked: BehindAsk) -> RecordsBehind:
        """Return the records behind a group of an answer. Raises `Invalid`."""
        asker = await self.asking.asker(app, actor)
        return await self._run(actor, asked.key, lambda: behind(self.asking, asker, asked))

    async def members(self, app: RecordApp, actor: Actor, asked: MembersAsk) -> Members:
        """Return the values of a field. Raises `Invalid`."""
        asker = await self.asking.asker(app, actor)
        return await self._run(actor, None, lambda: members(self.asking, asker, asked))

    async def cancel(self, actor: Actor, key: str) -> None:
        """Cancel a question that somebody has asked themselves."""
        await self.runs.cancel(actor, key)

    async def dashboards(self, app: RecordApp, actor: Actor) -> DashboardEntries:
        """Return the dashboards that somebody has in their menu."""
        asker = await self.asking.asker(app, actor)
        found = [one for one in asker.reports.dashboards.values() if is_open(asker, one)]
        return DashboardEntries(
            dashboards=tuple(
                DashboardEntry(name=one.name, label=one.label, description=one.description, tiles=len(one.tiles))
                for one in found
            )
            + await self.kept.list(asker)
        )

    async def dashboard(self, app: RecordApp, actor: Actor, name: str) -> Dashboard:
        """Return a dashboard with its charts. Raises `NotFound`."""
        return await self._dashboard(await self.asking.asker(app, actor), name)

    async def _dashboard(self, asker: Asker, name: str) -> Dashboard:
        """Return a dashboard of the app, or one that somebody keeps. Raises `NotFound`."""
        if name in asker.reports.dashboards or not name.startswith(PREFIX):
            return dashboard_of(asker, name)
        return (await self.kept.get(asker, name)).dashboard

    async def kept_dashboard(self, app: RecordApp, actor: Actor, name: str) -> KeptDashboard:
        """Return a dashboard that somebody keeps, with what it takes to change it. Raises `NotFound`."""
        return await self.kept.get(await self.asking.asker(app, actor), name)

    async def keep(self, app: RecordApp, actor: Actor, draft: DashboardDraft) -> KeptDashboard:
        """Keep a new dashboard of somebody. Raises `Invalid`, `Forbidden`."""
        return await self.kept.add(await self.asking.asker(app, actor), draft)

    async def change(self, app: RecordApp, actor: Actor, name: str, draft: DashboardDraft) -> KeptDashboard:
        """Change a dashboard of somebody's own. Raises `NotFound`, `Invalid`, `Forbidden`, `Conflict`."""
        return await self.kept.change(await self.asking.asker(app, actor), name, draft)

    async def tile(self, app: RecordApp, actor: Actor, name: str, tile: str, asked: TileAsk) -> Answer:
        """Return the answer of a chart of a dashboard. Raises `NotFound`, `Invalid`."""
        asker = await self.asking.asker(app, actor)
        dashboard = await self._dashboard(asker, name)
        query = question_of(asker, dashboard, tile, asked)
        chart = next((one.chart for one in dashboard.tiles if one.name == tile), None)
        # Whoever has drilled down to another question wants its groups.
        analysis = None if chart is None or asked.query is not None or asked.drill else chart.analysed_by()
        return await self._run(actor, asked.key, lambda: self._answer(asker, query, analysis))

    async def _answer(self, asker: Asker, query: ReportQuery, analysis: Analysis | None) -> Answer:
        """Return the answer to a question, with what an analysis makes of it. Raises `Invalid`."""
        if analysis is None:
            return await self.asking.answer(asker, query)
        return await analysed(self.asking, self.statistician, asker, query, analysis)

    async def _run(self, actor: Actor, key: str | None, work: Callable[[], Awaitable[Result]]) -> Result:
        """Return what comes of a question, which can be cancelled by what it is called."""
        return await self.runs.run(actor, key, work)


def _view(asker: Asker, metric: ReportMetric) -> MetricView:
    """Return a metric as somebody may ask for it."""
    dataset = asker.dataset(metric.dataset).dataset
    named = [dataset.by_expression[one] for one in metric.dimensions if one in dataset.by_expression]
    fields: list[DatasetField] = named if metric.dimensions else [*dataset.fields]
    return MetricView(
        name=metric.name,
        label=metric.label,
        description=metric.description,
        dataset=metric.dataset,
        unit=metric.unit,
        format=metric.format,
        direction=metric.direction,
        target=metric.target,
        dimensions=tuple(fields) if metric.dimensions else (),
        time=metric.time,
        owner=metric.owner,
        version=metric.version,
        definition=metric.model_dump(mode="json", exclude_defaults=True, include={"of", "filter"}),
    )
