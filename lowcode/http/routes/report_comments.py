"""`/api/apps/{app}/reports/dashboards/{dashboard}/comments` and `/followers`: what people say about dashboards."""

from uuid import UUID

from fastapi import APIRouter

from lowcode.http.dependencies import ActorOfRequest
from lowcode.http.routes.comments import Made
from lowcode.http.routes.records import AppOfPath
from lowcode.http.routes.reports import NameOfPath, ReportsOfApp
from lowcode.services.comments import Comment, NewComment

router = APIRouter(prefix="/api/apps/{app}/reports/dashboards/{dashboard}", tags=["comments"])


@router.get("/comments")
async def list_dashboard_comments(
    app: AppOfPath, dashboard: NameOfPath, actor: ActorOfRequest, reports: ReportsOfApp
) -> list[Comment]:
    """Return what was said about a dashboard and its charts, the oldest first."""
    return await reports.comments.page(app, actor, dashboard)


@router.post("/comments")
async def add_dashboard_comment(
    app: AppOfPath, dashboard: NameOfPath, comment: NewComment, actor: ActorOfRequest, reports: ReportsOfApp
) -> Made:
    """Say something about a dashboard, or a chart of it; followers and who is mentioned are told if they see it."""
    return Made(id=await reports.comments.add(app, actor, dashboard, comment))


@router.put("/comments/{comment_id}")
async def edit_dashboard_comment(
    app: AppOfPath,
    dashboard: NameOfPath,
    comment_id: UUID,
    comment: NewComment,
    actor: ActorOfRequest,
    reports: ReportsOfApp,
) -> None:
    """Change what one has said."""
    await reports.comments.edit(app, actor, dashboard, comment_id, comment)


@router.delete("/comments/{comment_id}")
async def remove_dashboard_comment(
    app: AppOfPath, dashboard: NameOfPath, comment_id: UUID, actor: ActorOfRequest, reports: ReportsOfApp
) -> None:
    """Take back what one has said."""
    await reports.comments.remove(app, actor, dashboard, comment_id)


@router.get("/followers")
async def list_dashboard_followers(
    app: AppOfPath, dashboard: NameOfPath, actor: ActorOfRequest, reports: ReportsOfApp
) -> list[UUID]:
    """Return who hears of what is said about a dashboard."""
    return await reports.comments.followers(app, actor, dashboard)


@router.put("/follow")
async def follow_dashboard(app: AppOfPath, dashboard: NameOfPath, actor: ActorOfRequest, reports: ReportsOfApp) -> None:
    """Hear of what is said about a dashboard."""
    await reports.comments.follow(app, actor, dashboard, on=True)


@router.delete("/follow")
async def unfollow_dashboard(
    app: AppOfPath, dashboard: NameOfPath, actor: ActorOfRequest, reports: ReportsOfApp
) -> None:
    """Hear no more of what is said about a dashboard."""
    await reports.comments.follow(app, actor, dashboard, on=False)
