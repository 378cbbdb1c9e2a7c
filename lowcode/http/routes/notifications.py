"""`/api/notifications` and `/api/todos`: what somebody was told, and what they have to do."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from lowcode.http.dependencies import ActorOfRequest, WorkspaceOfApp
from lowcode.services.message import Message
from lowcode.services.notifications import NotificationPage, TodoPage, Unread

router = APIRouter(prefix="/api", tags=["notifications"])

Limit = Annotated[int, Query(ge=1, le=200)]
"""The most of one page."""


class Some(Message):
    """Some notifications, or all."""

    ids: tuple[UUID, ...] | None = None
    """Which; all if nothing is said."""
    links: tuple[str, ...] = Field(default=(), max_length=200)
    """Those that lead there, such as `/tasks/…`, instead."""


class TodoCheck(Message):
    """Whether something is done."""

    done: bool
    """True when it is."""


@router.get("/notifications")
async def list_notifications(
    actor: ActorOfRequest,
    workspace: WorkspaceOfApp,
    before: UUID | None = None,
    *,
    unread: bool = False,
    limit: Limit = 50,
) -> NotificationPage:
    """Return what one was told, the newest first."""
    return await workspace.notifications.page(actor, before, unread=unread, most=limit)


@router.get("/notifications/unread")
async def count_unread(actor: ActorOfRequest, workspace: WorkspaceOfApp) -> Unread:
    """Return how many notifications one has not read."""
    return await workspace.notifications.unread(actor)


@router.post("/notifications/read")
async def mark_read(some: Some, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> Unread:
    """Note that one has read some notifications, or all."""
    return await workspace.notifications.read(actor, some.ids, some.links)


@router.get("/todos")
async def list_todos(
    actor: ActorOfRequest,
    workspace: WorkspaceOfApp,
    before: UUID | None = None,
    *,
    done: bool = False,
    limit: Limit = 50,
) -> TodoPage:
    """Return what one has to do, or has done, the newest first."""
    return await workspace.notifications.todos(actor, before, done=done, most=limit)


@router.put("/todos/{id}")
async def check_todo(
    id: UUID,  # noqa: A002 - the name in the path
    checked: TodoCheck,
    actor: ActorOfRequest,
    workspace: WorkspaceOfApp,
) -> None:
    """Note that one has done something, or has not after all."""
    await workspace.notifications.check(actor, id, done=checked.done)
