"""`/api/departments`: the tree of departments and who is in them."""

from uuid import UUID

from fastapi import APIRouter

from lowcode.http.dependencies import ActorOfRequest, WorkspaceOfApp
from lowcode.services.departments import Department, DepartmentDraft, Member, Membership

router = APIRouter(prefix="/api/departments", tags=["people"])


@router.get("")
async def list_departments(actor: ActorOfRequest, workspace: WorkspaceOfApp) -> list[Department]:
    """Return all departments, those above before those below."""
    return await workspace.departments.tree(actor)


@router.post("")
async def create_department(draft: DepartmentDraft, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> Department:
    """Return a new department."""
    return await workspace.departments.create(actor, draft)


@router.put("/{department_id}")
async def change_department(
    department_id: UUID, draft: DepartmentDraft, actor: ActorOfRequest, workspace: WorkspaceOfApp
) -> None:
    """Rename a department, or move it with all below it."""
    await workspace.departments.update(actor, department_id, draft)


@router.delete("/{department_id}")
async def remove_department(department_id: UUID, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> None:
    """Remove a department with nothing and nobody in it."""
    await workspace.departments.remove(actor, department_id)


@router.get("/{department_id}/members")
async def list_members(
    department_id: UUID,
    actor: ActorOfRequest,
    workspace: WorkspaceOfApp,
    below: bool = False,  # noqa: FBT001, FBT002 - a parameter of the address
) -> list[Member]:
    """Return who is in a department, and, if asked for, in those below it."""
    return await workspace.departments.members(actor, department_id, below=below)


@router.put("/{department_id}/members/{account_id}")
async def set_member(
    department_id: UUID,
    account_id: UUID,
    membership: Membership,
    actor: ActorOfRequest,
    workspace: WorkspaceOfApp,
) -> None:
    """Let somebody be in a department, or be there in another way."""
    await workspace.departments.set_member(actor, department_id, account_id, membership)


@router.delete("/{department_id}/members/{account_id}")
async def remove_member(
    department_id: UUID, account_id: UUID, actor: ActorOfRequest, workspace: WorkspaceOfApp
) -> None:
    """Let somebody be in a department no more."""
    await workspace.departments.remove_member(actor, department_id, account_id)
