"""`/api/roles` and `/api/grants`: which roles there are, and who has them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from lowcode.http.dependencies import ActorOfRequest, WorkspaceOfApp
from lowcode.services.roles import Grant, NewGrant, Role

router = APIRouter(prefix="/api", tags=["people"])


@router.get("/roles")
async def list_roles(actor: ActorOfRequest, workspace: WorkspaceOfApp) -> list[Role]:
    """Return all roles, by app."""
    return await workspace.roles.page(actor)


@router.get("/grants")
async def list_grants(
    actor: ActorOfRequest,
    workspace: WorkspaceOfApp,
    role: Annotated[str | None, Query(max_length=100)] = None,
    account_id: UUID | None = None,
    department_id: UUID | None = None,
) -> list[Grant]:
    """Return who has which role."""
    return await workspace.roles.grants(actor, role=role, account_id=account_id, department_id=department_id)


@router.post("/grants")
async def grant_role(new: NewGrant, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> None:
    """Give a role to an account, or to a department with all below it."""
    await workspace.roles.grant(actor, new)


@router.delete("/grants/{grant_id}")
async def revoke_role(grant_id: UUID, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> None:
    """Take a role back."""
    await workspace.roles.revoke(actor, grant_id)
