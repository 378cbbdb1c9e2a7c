"""`/api/flow-admin`, `/api/substitutions`, `/api/calendars`: looking after flows, and what they are counted by."""

from typing import Annotated, TypeAlias
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query

from engine_flow.flow import Flow
from lowcode.http.dependencies import ActorOfRequest
from lowcode.http.routes.flows import FlowsOfApp, NameOfPath
from lowcode.http.routes.tasks import InboxOfApp
from lowcode.services.calendars import Calendars, CalendarSave, CalendarView
from lowcode.services.flow_admin import (
    FlowAdmin,
    HandOverReport,
    HandOverRequest,
    MigrationReport,
    MigrationRequest,
    ProcessBoard,
    RunningVersion,
)
from lowcode.services.flow_incidents import FlowIncidents, IncidentsReport, IncidentsRequest
from lowcode.services.flow_messages import IncidentPage
from lowcode.services.message import Message
from lowcode.services.substitutions import SubstitutionDraft, Substitutions, SubstitutionView
from lowcode.services.task_lists import IncidentQuery

router = APIRouter(prefix="/api", tags=["flow-admin"])


class Arranged(Message):
    """What was arranged."""

    id: UUID
    """Its key."""


class CalendarKept(Message):
    """What was kept."""

    revision: int
    """Its revision."""


async def admin(flows: FlowsOfApp) -> FlowAdmin:
    """Return the use cases of those who look after flows."""
    return FlowAdmin(flows)


async def incidents(flows: FlowsOfApp) -> FlowIncidents:
    """Return what is done about several incidents."""
    return FlowIncidents(flows)


async def substitutions(flows: FlowsOfApp) -> Substitutions:
    """Return the arrangements of who stands in for whom."""
    return Substitutions(flows.database)


async def calendars(flows: FlowsOfApp) -> Calendars:
    """Return the working calendars."""
    return Calendars(flows.database)


AdminOfApp: TypeAlias = Annotated[FlowAdmin, Depends(admin)]
"""The parameter of a route that looks after flows."""
IncidentsOfApp: TypeAlias = Annotated[FlowIncidents, Depends(incidents)]
"""The parameter of a route about what went wrong in flows."""
SubstitutionsOfApp: TypeAlias = Annotated[Substitutions, Depends(substitutions)]
"""The parameter of a route about who stands in for whom."""
CalendarsOfApp: TypeAlias = Annotated[Calendars, Depends(calendars)]
"""The parameter of a route about working hours."""


@router.get("/flow-admin/incidents")
async def list_incidents(
    query: Annotated[IncidentQuery, Query()], actor: ActorOfRequest, inbox: InboxOfApp
) -> IncidentPage:
    """Return what went wrong in flows and waits for an administrator, the newest first, in pages."""
    return await inbox.incidents(actor, query)


@router.post("/flow-admin/incidents")
async def resolve_incidents(
    request: IncidentsRequest, actor: ActorOfRequest, incidents: IncidentsOfApp
) -> IncidentsReport:
    """Retry or skip several incidents, each by itself; tells which could not be, and how many went wrong again."""
    return await incidents.resolve(actor, request)


@router.get("/flow-admin/{app}/{flow}/versions")
async def list_running_versions(
    app: NameOfPath, flow: NameOfPath, actor: ActorOfRequest, admin: AdminOfApp
) -> list[RunningVersion]:
    """Return the versions of a flow that instances run."""
    return await admin.versions(actor, app, flow)


@router.get("/flow-admin/{app}/{flow}/versions/{version}")
async def read_flow_of_version(
    app: NameOfPath,
    flow: NameOfPath,
    version: Annotated[int, Path(ge=1)],
    actor: ActorOfRequest,
    admin: AdminOfApp,
) -> Flow:
    """Return a flow as a version of its app has it."""
    return await admin.flow(actor, app, flow, version)


@router.post("/flow-admin/{app}/{flow}/migrations")
async def migrate_instances(
    app: NameOfPath, flow: NameOfPath, request: MigrationRequest, actor: ActorOfRequest, admin: AdminOfApp
) -> MigrationReport:
    """Let instances go on in another version of their flow, or only try it; those that cannot are told with why."""
    return await admin.migrate(actor, app, flow, request)


@router.get("/flow-admin/{app}/{flow}/board")
async def get_process_board(
    app: NameOfPath,
    flow: NameOfPath,
    actor: ActorOfRequest,
    admin: AdminOfApp,
    days: Annotated[int, Query(ge=1, le=3650)] = 90,
) -> ProcessBoard:
    """Return how a flow gets on: how many instances stand where, how long each step takes, what is late."""
    return await admin.board(actor, app, flow, days)


@router.post("/flow-admin/hand-over")
async def hand_over_tasks(request: HandOverRequest, actor: ActorOfRequest, admin: AdminOfApp) -> HandOverReport:
    """Give everything that somebody who leaves has to do in flows to another person."""
    return await admin.hand_over(actor, request)


@router.get("/substitutions")
async def list_substitutions(
    actor: ActorOfRequest,
    substitutions: SubstitutionsOfApp,
    everybody: Annotated[bool, Query()] = False,  # noqa: FBT002
) -> list[SubstitutionView]:
    """Return one's own arrangements, as who is away or is asked instead; everybody's for administrators."""
    return await substitutions.page(actor, everybody=everybody)


@router.post("/substitutions")
async def add_substitution(
    draft: SubstitutionDraft, actor: ActorOfRequest, substitutions: SubstitutionsOfApp
) -> Arranged:
    """Arrange who stands in for one for a time; as an administrator for anybody."""
    return Arranged(id=await substitutions.add(actor, draft))


@router.put("/substitutions/{id}")
async def change_substitution(
    id: Annotated[UUID, Path()],  # noqa: A002 - the name in the path
    draft: SubstitutionDraft,
    actor: ActorOfRequest,
    substitutions: SubstitutionsOfApp,
) -> None:
    """Arrange something else."""
    await substitutions.change(actor, id, draft)


@router.delete("/substitutions/{id}")
async def remove_substitution(
    id: Annotated[UUID, Path()],  # noqa: A002
    actor: ActorOfRequest,
    substitutions: SubstitutionsOfApp,
) -> None:
    """Let an arrangement hold no more."""
    await substitutions.remove(actor, id)


@router.get("/calendars")
async def list_calendars(actor: ActorOfRequest, calendars: CalendarsOfApp) -> list[CalendarView]:
    """Return the working calendars: those that the product brings, and those of the workspace."""
    return await calendars.page(actor)


@router.put("/calendars")
async def save_calendar(save: CalendarSave, actor: ActorOfRequest, calendars: CalendarsOfApp) -> CalendarKept:
    """Keep a calendar, unless it was changed meanwhile."""
    return CalendarKept(revision=await calendars.save(actor, save))


@router.delete("/calendars/{name}")
async def remove_calendar(name: NameOfPath, actor: ActorOfRequest, calendars: CalendarsOfApp) -> None:
    """Forget a calendar; one that the product brings is as it was."""
    await calendars.remove(actor, name)
