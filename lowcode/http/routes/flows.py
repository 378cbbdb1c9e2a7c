"""`/api/apps/{app}/flows` and `/api/instances`: starting flows, and working with those that run."""

from typing import Annotated, TypeAlias
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request

from lowcode.http.dependencies import ActorOfRequest
from lowcode.services.flow_messages import Acted, FlowName, FlowStart, StartableFlow, Started, VerbRequest
from lowcode.services.flows import Flows

router = APIRouter(prefix="/api", tags=["flows"])


async def flows(request: Request) -> Flows:
    """Return the use cases of flows."""
    found: Flows = request.app.state.flows
    return found


FlowsOfApp: TypeAlias = Annotated[Flows, Depends(flows)]
"""The parameter of a route that works with flows."""
NameOfPath: TypeAlias = Annotated[str, Path(max_length=60)]
"""A name in the path."""


@router.get("/flows")
async def list_flows(actor: ActorOfRequest, flows: FlowsOfApp) -> list[FlowName]:
    """Return the flows of the apps in which one has a role, all for administrators, to choose one."""
    return await flows.names(actor)


@router.get("/apps/{app}/flows")
async def list_startable_flows(
    app: NameOfPath,
    actor: ActorOfRequest,
    flows: FlowsOfApp,
    form: Annotated[str | None, Query(max_length=60)] = None,
    record: Annotated[UUID | None, Query()] = None,
) -> list[StartableFlow]:
    """Return the flows that one may begin by a button; of a form those about its records."""
    return await flows.startable(actor, app, form, record)


@router.post("/apps/{app}/flows/{flow}/start")
async def start_flow(
    app: NameOfPath, flow: NameOfPath, request: FlowStart, actor: ActorOfRequest, flows: FlowsOfApp
) -> Started:
    """Begin a flow by a button."""
    return await flows.start(actor, app, flow, request)


@router.post("/instances/{id}/verbs")
async def act_on_instance(
    id: Annotated[UUID, Path()],  # noqa: A002 - the name in the path
    request: VerbRequest,
    actor: ActorOfRequest,
    flows: FlowsOfApp,
) -> Acted:
    """Do something with an instance: withdraw it, urge, comment, or look after it as an administrator."""
    return await flows.act(actor, id, request)
