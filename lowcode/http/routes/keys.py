"""`/api/me/sessions` and `/api/me/tokens`: what lets one in."""

from uuid import UUID

from fastapi import APIRouter

from lowcode.http.dependencies import ActorOfRequest, WorkspaceOfApp
from lowcode.services.sessions import Session
from lowcode.services.tokens import MadeToken, NewToken, Token

router = APIRouter(prefix="/api/me", tags=["sign in"])


@router.get("/sessions")
async def own_sessions(actor: ActorOfRequest, workspace: WorkspaceOfApp) -> list[Session]:
    """Return one's own sessions, the one used last first."""
    return await workspace.sessions.page(actor)


@router.delete("/sessions")
async def end_other_sessions(actor: ActorOfRequest, workspace: WorkspaceOfApp) -> int:
    """End all of one's own sessions but the present one, and return how many there were."""
    return await workspace.sessions.end_others(actor)


@router.delete("/sessions/{session_id}")
async def end_session(session_id: UUID, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> None:
    """End one of one's own sessions."""
    await workspace.sessions.end(actor, session_id)


@router.get("/tokens")
async def own_tokens(actor: ActorOfRequest, workspace: WorkspaceOfApp) -> list[Token]:
    """Return one's own API tokens, the newest first."""
    return await workspace.tokens.page(actor)


@router.post("/tokens")
async def create_token(new: NewToken, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> MadeToken:
    """Return a new API token, which is shown only now."""
    return await workspace.tokens.create(actor, new)


@router.delete("/tokens/{token_id}")
async def remove_token(token_id: UUID, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> None:
    """Remove one of one's own API tokens."""
    await workspace.tokens.remove(actor, token_id)
