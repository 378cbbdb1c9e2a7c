"""`/api/apps/{app}/forms/{form}/unfinished`: what somebody has entered into a form and not saved."""

from typing import Annotated, TypeAlias
from uuid import UUID

from fastapi import APIRouter, Depends

from lowcode.http.dependencies import ActorOfRequest, WorkspaceOfApp
from lowcode.http.routes.records import AppOfPath, FormOfPath, RecordsOfApp
from lowcode.services.unfinished import Entered, Unfinished, UnfinishedRecord

router = APIRouter(prefix="/api/apps/{app}/forms/{form}/unfinished", tags=["forms"])


async def unfinished(records: RecordsOfApp, workspace: WorkspaceOfApp) -> Unfinished:
    """Return the use cases of forms that somebody has begun to fill in."""
    return Unfinished(workspace.database, records.reading)


UnfinishedOfApp: TypeAlias = Annotated[Unfinished, Depends(unfinished)]
"""The parameter of a route that keeps what is not saved."""


@router.get("")
async def find_unfinished(
    app: AppOfPath,
    form: FormOfPath,
    actor: ActorOfRequest,
    unfinished: UnfinishedOfApp,
    record: UUID | None = None,
) -> UnfinishedRecord | None:
    """Return what one has begun of a record, or of a new one; nothing if there is nothing."""
    return await unfinished.find(app, actor, form, record)


@router.put("")
async def keep_unfinished(
    app: AppOfPath, form: FormOfPath, entered: Entered, actor: ActorOfRequest, unfinished: UnfinishedOfApp
) -> None:
    """Keep what one has entered, instead of what was kept before."""
    await unfinished.keep(app, actor, form, entered)


@router.delete("")
async def drop_unfinished(
    app: AppOfPath,
    form: FormOfPath,
    actor: ActorOfRequest,
    unfinished: UnfinishedOfApp,
    record: UUID | None = None,
) -> None:
    """Forget what one has begun of a record, or of a new one."""
    await unfinished.drop(app, actor, form, record)
