"""`/api/apps/{app}/reports`: questions about the records of an app, its metrics and dashboards."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Path, Request

from engine_reports.dashboard import Dashboard
from lowcode.http.dependencies import ActorOfRequest, AskerOfRequest
from lowcode.http.routes.records import AppOfPath, record_app
from lowcode.services.record_app import RecordApp
from lowcode.services.report_kept import DashboardDraft, KeptDashboard
from lowcode.services.report_messages import (
    Answer,
    BehindAsk,
    Cancelled,
    DashboardEntries,
    Members,
    MembersAsk,
    MetricQuery,
    MetricViews,
    RecordsBehind,
    ReportAsk,
    ReportDatasets,
    TileAsk,
)
from lowcode.services.reports import Reports

router = APIRouter(prefix="/api/apps/{app}/reports", tags=["reports"])


async def reports(request: Request) -> Reports:
    """Return the use cases of reports."""
    found: Reports = request.app.state.reports
    return found


async def asked_app(request: Request, app: Annotated[str, Path(max_length=60)], actor: AskerOfRequest) -> RecordApp:
    """Return the app that a question is about, for those who may read. Raises `NotFound`."""
    return await record_app(request, app, actor)


AskedApp: TypeAlias = Annotated[RecordApp, Depends(asked_app)]
"""The parameter of a route that is asked and changes nothing: the app of the path."""
ReportsOfApp: TypeAlias = Annotated[Reports, Depends(reports)]
"""The parameter of a route that asks questions."""
NameOfPath: TypeAlias = Annotated[str, Path(max_length=60)]
"""A name in the path."""


@router.get("/datasets")
async def list_datasets(app: AppOfPath, actor: ActorOfRequest, reports: ReportsOfApp) -> ReportDatasets:
    """Return the datasets that the asker may ask about, with their fields, and what can be asked of any."""
    return await reports.datasets(app, actor)


@router.post("/members")
async def list_field_values(app: AskedApp, asked: MembersAsk, actor: AskerOfRequest, reports: ReportsOfApp) -> Members:
    """Return the values that a field has, with how many rows have each."""
    return await reports.members(app, actor, asked)


@router.post("/query")
async def ask_report(app: AskedApp, asked: ReportAsk, actor: AskerOfRequest, reports: ReportsOfApp) -> Answer:
    """Return the answer to a question, under the rights of who asks, with everything that is committed by now."""
    return await reports.query(app, actor, asked)


@router.delete("/runs/{key}")
async def cancel_report(app: AskedApp, key: NameOfPath, actor: AskerOfRequest, reports: ReportsOfApp) -> Cancelled:
    """Cancel a question that the asker has asked under that key; it answers that it was cancelled."""
    _ = app
    await reports.cancel(actor, key)
    return Cancelled()


@router.post("/behind")
async def ask_behind(app: AskedApp, asked: BehindAsk, actor: AskerOfRequest, reports: ReportsOfApp) -> RecordsBehind:
    """Return the records behind a group of an answer: why this number."""
    return await reports.behind(app, actor, asked)


@router.get("/metrics")
async def list_metrics(app: AppOfPath, actor: ActorOfRequest, reports: ReportsOfApp) -> MetricViews:
    """Return the metrics that the asker may ask for."""
    return await reports.metrics(app, actor)


@router.post("/metrics/{metric}")
async def ask_metric(
    app: AskedApp, metric: NameOfPath, asked: MetricQuery, actor: AskerOfRequest, reports: ReportsOfApp
) -> Answer:
    """Return the value of a metric, by what it may be grouped by."""
    return await reports.metric(app, actor, metric, asked)


@router.get("/dashboards")
async def list_dashboards(app: AppOfPath, actor: ActorOfRequest, reports: ReportsOfApp) -> DashboardEntries:
    """Return the dashboards in the asker's menu."""
    return await reports.dashboards(app, actor)


@router.post("/dashboards")
async def keep_dashboard(
    app: AppOfPath, draft: DashboardDraft, actor: ActorOfRequest, reports: ReportsOfApp
) -> KeptDashboard:
    """Keep a dashboard that the asker has made."""
    return await reports.keep(app, actor, draft)


@router.get("/dashboards/{dashboard}/kept")
async def get_kept_dashboard(
    app: AppOfPath, dashboard: NameOfPath, actor: ActorOfRequest, reports: ReportsOfApp
) -> KeptDashboard:
    """Return a dashboard that somebody has made, with what it takes to change it."""
    return await reports.kept_dashboard(app, actor, dashboard)


@router.put("/dashboards/{dashboard}")
async def change_dashboard(
    app: AppOfPath, dashboard: NameOfPath, draft: DashboardDraft, actor: ActorOfRequest, reports: ReportsOfApp
) -> KeptDashboard:
    """Change a dashboard that the asker has made."""
    return await reports.change(app, actor, dashboard, draft)


@router.delete("/dashboards/{dashboard}")
async def remove_dashboard(
    app: AppOfPath, dashboard: NameOfPath, actor: ActorOfRequest, reports: ReportsOfApp
) -> Cancelled:
    """Remove a dashboard that the asker has made."""
    _ = app
    await reports.kept.remove(actor, dashboard)
    return Cancelled()


@router.get("/dashboards/{dashboard}")
async def get_dashboard(
    app: AppOfPath, dashboard: NameOfPath, actor: ActorOfRequest, reports: ReportsOfApp
) -> Dashboard:
    """Return a dashboard: its charts with their questions, their places, and its filters."""
    return await reports.dashboard(app, actor, dashboard)


@router.post("/dashboards/{dashboard}/tiles/{tile}")
async def ask_tile(
    app: AskedApp,
    dashboard: NameOfPath,
    tile: NameOfPath,
    asked: TileAsk,
    actor: AskerOfRequest,
    reports: ReportsOfApp,
) -> Answer:
    """Return the answer of one chart of a dashboard, under the filters and groups that are chosen."""
    return await reports.tile(app, actor, dashboard, tile, asked)
