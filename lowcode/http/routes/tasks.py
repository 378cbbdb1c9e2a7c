"""`/api/tasks`: what people are asked for, and what they do about it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from lowcode.http.dependencies import ActorOfRequest
from lowcode.http.routes.flows import FlowsOfApp
from lowcode.services.flow_messages import Acted, BulkOutcome, BulkRequest, VerbRequest

router = APIRouter(prefix="/api/tasks", tags=["tasks"])


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
