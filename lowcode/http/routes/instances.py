"""`/api/instances`: flows that run, as lists, one by one, and as what a record shows of its own."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from engine_flow.flow import Flow
from lowcode.http.dependencies import ActorOfRequest
from lowcode.http.routes.flows import NameOfPath
from lowcode.http.routes.tasks import InboxOfApp, PagesOfApp
from lowcode.services.flow_messages import InstanceEntry, InstancePage, InstanceView
from lowcode.services.task_lists import InstanceQuery

router = APIRouter(prefix="/api", tags=["flows"])


@router.get("/instances")
async def list_instances(
    query: Annotated[InstanceQuery, Query()], actor: ActorOfRequest, inbox: InboxOfApp
) -> InstancePage:
    """Return the instances that one began, or all for administrators, in pages."""
    return await inbox.instances(actor, query)


@router.get("/instances/{id}")
async def get_instance(
    id: Annotated[UUID, Path()],  # noqa: A002 - the name in the path
    actor: ActorOfRequest,
    pages: PagesOfApp,
) -> InstanceView:
    """Return an instance: where it is, who has it, what happened, and who comes next."""
    return await pages.instance(actor, id)


@router.get("/instances/{id}/flow")
async def get_flow_of_instance(
    id: Annotated[UUID, Path()],  # noqa: A002
    actor: ActorOfRequest,
    pages: PagesOfApp,
) -> Flow:
    """Return the flow that an instance runs, with its diagram."""
    return await pages.flow(actor, id)


@router.get("/apps/{app}/forms/{form}/records/{id}/flows")
async def list_flows_of_record(
    app: NameOfPath,
    form: NameOfPath,
    id: Annotated[UUID, Path()],  # noqa: A002
    actor: ActorOfRequest,
    inbox: InboxOfApp,
) -> list[InstanceEntry]:
    """Return the flows of a record: where each is, who has it, since when; the newest first."""
    return await inbox.of_record(actor, app, form, id)
