"""`/api/audit`: what was done with people and apps."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from lowcode.http.dependencies import ActorOfRequest, WorkspaceOfApp
from lowcode.services.audit import AuditEntry

router = APIRouter(prefix="/api/audit", tags=["operation"])


@router.get("")
async def list_audit_entries(  # noqa: PLR0913 - the filters of a log
    *,
    actor: ActorOfRequest,
    workspace: WorkspaceOfApp,
    before: UUID | None = None,
    account_id: UUID | None = None,
    subject: Annotated[str | None, Query(max_length=200)] = None,
    action: Annotated[str | None, Query(max_length=100)] = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    most: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[AuditEntry]:
    """Return the newest entries before one, as asked for."""
    return await workspace.audit.page(
        actor,
        before=before,
        account_id=account_id,
        subject=subject,
        action=action,
        since=since,
        until=until,
        most=most,
    )


@router.get("/actions")
async def list_audit_actions(actor: ActorOfRequest, workspace: WorkspaceOfApp) -> list[str]:
    """Return what was ever done, for people to choose from."""
    return await workspace.audit.actions(actor)
