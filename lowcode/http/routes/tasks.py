"""`/api/tasks`: what people are asked for, and what they do about it."""

from typing import Annotated, TypeAlias
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from lowcode.http.dependencies import ActorOfRequest
from lowcode.http.routes.flows import FlowsOfApp
from lowcode.services.flow_messages import Acted, BulkOutcome, BulkRequest, VerbRequest
from lowcode.services.task_lists import Inbox, TaskCounts, TaskPage, TaskQuery
from lowcode.services.task_page import TaskPages, TaskView

router = APIRouter(prefix="/api/tasks", tags=["tasks"])


async def inbox(flows: FlowsOfApp) -> Inbox:
    """Return the lists of tasks and instances."""
    return Inbox(flows)


async def pages(flows: FlowsOfApp) -> TaskPages:
    """Return tasks and instances as people look at them."""
    return TaskPages(flows)


InboxOfApp: TypeAlias = Annotated[Inbox, Depends(inbox)]
"""The parameter of a route that lists tasks or instances."""
PagesOfApp: TypeAlias = Annotated[TaskPages, Depends(pages)]
"""The parameter of a route that shows a task or an instance."""


@router.get("")
async def list_tasks(query: Annotated[TaskQuery, Query()], actor: ActorOfRequest, inbox: InboxOfApp) -> TaskPage:
    """Return one's own tasks in pages: those that wait, that one might claim, that one decided, and copies."""
    return await inbox.tasks(actor, query)


@router.get("/counts")
async def count_tasks(actor: ActorOfRequest, inbox: InboxOfApp) -> TaskCounts:
    """Return how many tasks wait for one, for badges."""
    return await inbox.counts(actor)


@router.get("/{id}")
async def get_task(
    id: Annotated[UUID, Path()],  # noqa: A002 - the name in the path
    actor: ActorOfRequest,
    pages: PagesOfApp,
) -> TaskView:
    """Return a task with its record, what one may do, the way so far, and who comes next."""
    return await pages.task(actor, id)


@router.post("/approve")
async def approve_tasks(request: BulkRequest, actor: ActorOfRequest, flows: FlowsOfApp) -> list[BulkOutcome]:
    """Approve several tasks, each by itself; what cannot be approved is told with its reason."""
    return await flows.approve(actor, request)


@router.post("/{id}/verbs")
async def act_on_task(
    id: Annotated[UUID, Path()],  # noqa: A002 - the name in the path
    request: VerbRequest,
    actor: ActorOfRequest,
    flows: FlowsOfApp,
) -> Acted:
    """Do something with a task: approve, reject, send back, transfer, and all other verbs."""
    return await flows.act_on_task(actor, id, request)
