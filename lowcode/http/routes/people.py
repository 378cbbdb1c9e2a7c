"""`/api/people`: the accounts of a workspace."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from lowcode.http.dependencies import ActorOfRequest, WorkspaceOfApp
from lowcode.services.accounts import Account, AccountDraft, NewAccount, Status, Ticket
from lowcode.services.departments import Member
from lowcode.services.message import Message
from lowcode.services.sessions import Session

router = APIRouter(prefix="/api/people", tags=["people"])


class Invited(Message):
    """An account whose person is to choose a password."""

    account: Account
    """The account."""
    ticket: Ticket
    """What the link to send holds; shown only now."""


@router.get("")
async def list_people(
    actor: ActorOfRequest,
    workspace: WorkspaceOfApp,
    after: Annotated[str, Query(max_length=100)] = "",
    search: Annotated[str, Query(max_length=100)] = "",
    status: Status | None = None,
    most: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[Account]:
    """Return the accounts after a name, in the order of names, that hold a text."""
    return await workspace.accounts.page(actor, after=after, search=search, status=status, most=most)


@router.post("")
async def create_account(new: NewAccount, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> Invited:
    """Return a new account, and the link by which the person chooses a password."""
    account, ticket = await workspace.accounts.create(actor, new)
    return Invited(account=account, ticket=ticket)


@router.get("/{account_id}")
async def read_account(account_id: UUID, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> Account:
    """Return an account."""
    return await workspace.accounts.get(actor, account_id)


@router.put("/{account_id}")
async def change_account(
    account_id: UUID, draft: AccountDraft, actor: ActorOfRequest, workspace: WorkspaceOfApp
) -> Account:
    """Change what an account says."""
    return await workspace.accounts.update(actor, account_id, draft)


@router.get("/{account_id}/superiors")
async def list_superiors(account_id: UUID, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> list[tuple[UUID, ...]]:
    """Return who stands above somebody, level by level."""
    await workspace.accounts.get(actor, account_id)
    return await workspace.departments.superiors(account_id)


@router.get("/{account_id}/departments")
async def list_memberships(account_id: UUID, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> list[Member]:
    """Return how somebody is in which departments, the main one first."""
    return await workspace.departments.memberships(actor, account_id)


@router.post("/{account_id}/invite")
async def invite_again(account_id: UUID, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> Ticket:
    """Return a new link by which somebody chooses a password; the last one holds no more."""
    return await workspace.accounts.invite(actor, account_id)


@router.post("/{account_id}/disable")
async def disable_account(account_id: UUID, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> Account:
    """Let somebody sign in no more; sessions and API tokens end at once."""
    return await workspace.accounts.disable(actor, account_id)


@router.post("/{account_id}/enable")
async def enable_account(account_id: UUID, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> Invited:
    """Let somebody sign in again, by a new link."""
    account, ticket = await workspace.accounts.enable(actor, account_id)
    return Invited(account=account, ticket=ticket)


@router.get("/{account_id}/sessions")
async def sessions_of(account_id: UUID, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> list[Session]:
    """Return somebody's sessions."""
    return await workspace.sessions.page(actor, account_id)


@router.delete("/{account_id}/sessions")
async def end_all_sessions_of(account_id: UUID, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> int:
    """End all of somebody's sessions, and return how many there were."""
    return await workspace.sessions.end_all(actor, account_id)


@router.delete("/{account_id}/sessions/{session_id}")
async def end_session_of(account_id: UUID, session_id: UUID, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> None:
    """End one of somebody's sessions."""
    await workspace.sessions.end(actor, session_id, account_id)
