"""`/api/apps/{app}/reports`: what is sent again and again, alerts, and dashboards as files."""

import asyncio
from typing import Annotated, TypeAlias
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from lowcode.http.dependencies import ActorOfRequest
from lowcode.http.routes.records import AppOfPath
from lowcode.http.routes.reports import NameOfPath, ReportsOfApp
from lowcode.services.dispatch_messages import (
    AlertDraft,
    AlertHistory,
    AlertList,
    AlertView,
    DeliveryList,
    DispatchDone,
    ReceiverChoices,
    ReportScheduleView,
    ScheduleDraft,
    ScheduleList,
)
from lowcode.services.report_alerts import ReportAlerts
from lowcode.services.report_exports import BoardExport, board_of, files_of
from lowcode.services.report_offers import Offers, OffersAsk, offered
from lowcode.services.report_schedules import ReportSchedules

router = APIRouter(prefix="/api/apps/{app}/reports", tags=["reports"])


async def schedules(request: Request, reports: ReportsOfApp) -> ReportSchedules:
    """Return the use cases of schedules."""
    return ReportSchedules(request.app.state.workspace.database, reports)


async def alerts(request: Request, reports: ReportsOfApp) -> ReportAlerts:
    """Return the use cases of alerts."""
    return ReportAlerts(request.app.state.workspace.database, reports)


SchedulesOfApp: TypeAlias = Annotated[ReportSchedules, Depends(schedules)]
"""The parameter of a route about schedules."""
AlertsOfApp: TypeAlias = Annotated[ReportAlerts, Depends(alerts)]
"""The parameter of a route about alerts."""


@router.post("/dashboards/{dashboard}/file", response_class=Response)
async def export_dashboard(
    app: AppOfPath,
    dashboard: NameOfPath,
    asked: BoardExport,
    actor: ActorOfRequest,
    reports: ReportsOfApp,
    request: Request,
) -> Response:
    """Return a dashboard as a PDF, a workbook or an image, with what the asker may see."""
    board = await board_of(reports, app, actor, dashboard, asked.choices, asked.language)
    (made,) = await asyncio.to_thread(files_of, board, (asked.format,), request.app.state.workspace.settings)
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.name)}"}
    return Response(made.content, media_type=made.media_type, headers=named)


@router.post("/offers")
async def ask_offers(app: AppOfPath, asked: OffersAsk, actor: ActorOfRequest, reports: ReportsOfApp) -> Offers:
    """Return what goes with what stands on a document, with the counts behind it."""
    return await offered(reports, app, actor, asked)


@router.get("/receivers")
async def list_receivers(app: AppOfPath, actor: ActorOfRequest, desk: SchedulesOfApp) -> ReceiverChoices:
    """Return the roles and groups that can be told, besides people."""
    return await desk.receivers(app, actor)


@router.get("/schedules")
async def list_report_schedules(app: AppOfPath, actor: ActorOfRequest, desk: SchedulesOfApp) -> ScheduleList:
    """Return the schedules of the asker."""
    return await desk.page(app, actor)


@router.post("/schedules")
async def add_report_schedule(
    app: AppOfPath, draft: ScheduleDraft, actor: ActorOfRequest, desk: SchedulesOfApp
) -> ReportScheduleView:
    """Have a dashboard sent again and again."""
    return await desk.add(app, actor, draft)


@router.put("/schedules/{schedule}")
async def change_report_schedule(
    app: AppOfPath, schedule: UUID, draft: ScheduleDraft, actor: ActorOfRequest, desk: SchedulesOfApp
) -> ReportScheduleView:
    """Change a schedule, or let it pause."""
    return await desk.change(app, actor, schedule, draft)


@router.delete("/schedules/{schedule}")
async def remove_report_schedule(
    app: AppOfPath, schedule: UUID, actor: ActorOfRequest, desk: SchedulesOfApp
) -> DispatchDone:
    """Remove a schedule."""
    await desk.remove(app, actor, schedule)
    return DispatchDone()


@router.post("/schedules/{schedule}/send")
async def send_report_schedule(
    app: AppOfPath, schedule: UUID, actor: ActorOfRequest, desk: SchedulesOfApp
) -> DispatchDone:
    """Send a schedule now."""
    await desk.send(app, actor, schedule)
    return DispatchDone()


@router.get("/schedules/{schedule}/deliveries")
async def list_report_deliveries(
    app: AppOfPath, schedule: UUID, actor: ActorOfRequest, desk: SchedulesOfApp
) -> DeliveryList:
    """Return what came of sending a schedule."""
    return await desk.deliveries(app, actor, schedule)


@router.get("/alerts")
async def list_alerts(app: AppOfPath, actor: ActorOfRequest, desk: AlertsOfApp) -> AlertList:
    """Return the alerts of the asker."""
    return await desk.page(app, actor)


@router.post("/alerts")
async def add_alert(app: AppOfPath, draft: AlertDraft, actor: ActorOfRequest, desk: AlertsOfApp) -> AlertView:
    """Have a metric watched."""
    return await desk.add(app, actor, draft)


@router.put("/alerts/{alert}")
async def change_alert(
    app: AppOfPath, alert: UUID, draft: AlertDraft, actor: ActorOfRequest, desk: AlertsOfApp
) -> AlertView:
    """Change an alert, or let it pause."""
    return await desk.change(app, actor, alert, draft)


@router.delete("/alerts/{alert}")
async def remove_alert(app: AppOfPath, alert: UUID, actor: ActorOfRequest, desk: AlertsOfApp) -> DispatchDone:
    """Remove an alert."""
    await desk.remove(app, actor, alert)
    return DispatchDone()


@router.get("/alerts/{alert}/history")
async def list_alert_history(app: AppOfPath, alert: UUID, actor: ActorOfRequest, desk: AlertsOfApp) -> AlertHistory:
    """Return when an alert began to hold, and stopped."""
    return await desk.history(app, actor, alert)
