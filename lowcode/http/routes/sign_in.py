"""`/api/login`, `/api/logout`, `/api/me`, `/api/invitation`: who is here."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from lowcode.http import cookies
from lowcode.http.dependencies import ActorOfRequest, VisitorOfRequest, WorkspaceOfApp
from lowcode.services.accounts import Account, AccountDraft, TicketHolder
from lowcode.services.message import Message

router = APIRouter(prefix="/api", tags=["sign in"])

Secret = Annotated[str, Field(max_length=1000)]
"""A password, or the secret part of a link."""


class Login(Message):
    """Who wants to come in."""

    name: Annotated[str, Field(max_length=300)]
    """The name of the account, or its e-mail address."""
    password: Secret
    """The password."""


class SignedIn(Message):
    """Who is signed in."""

    account: Account
    """The account."""
    csrf: str
    """What the header `X-CSRF-Token` has to say in every request that changes something."""


class Ways(Message):
    """The ways to sign in."""

    oidc: str | None
    """What the button of the OIDC provider says; none when there is no provider."""
    empty: bool
    """Whether nobody has an account yet: the command line makes the first."""


class Invitation(Message):
    """The secret part of a link."""

    token: Secret
    """What the link ends with."""


class Acceptance(Invitation):
    """A password that somebody has chosen."""

    password: Secret
    """The password."""


class PasswordChange(Message):
    """Another password."""

    present: Secret
    """The present one."""
    fresh: Secret
    """The one from now on."""


@router.get("/sign-in")
async def ways_to_sign_in(workspace: WorkspaceOfApp) -> Ways:
    """Return the ways to sign in."""
    settings = workspace.settings
    return Ways(oidc=settings.oidc_name if settings.oidc_issuer else None, empty=await workspace.empty())


@router.post("/login")
async def log_in(
    request: Request, response: Response, login: Login, visitor: VisitorOfRequest, workspace: WorkspaceOfApp
) -> SignedIn:
    """Begin a session, which the browser keeps in cookies."""
    begun = await workspace.sessions.login(visitor, login.name, login.password)
    cookies.keep(request, response, begun)
    account = await workspace.accounts.of(begun.account_id)
    return SignedIn(account=account, csrf=begun.csrf)


@router.post("/logout")
async def log_out(request: Request, response: Response, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> None:
    """End the session."""
    await workspace.sessions.logout(actor)
    cookies.forget(request, response)


@router.get("/me")
async def tell_who_is_here(request: Request, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> SignedIn:
    """Return who is signed in."""
    account = await workspace.accounts.of(actor.account)
    return SignedIn(account=account, csrf=request.cookies.get(cookies.CSRF_COOKIE, ""))


@router.put("/me")
async def change_own_account(draft: AccountDraft, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> Account:
    """Change what one's own account says; e-mail address and manager are changed by administrators."""
    return await workspace.accounts.update(actor, actor.account, draft)


@router.post("/me/password")
async def change_own_password(change: PasswordChange, actor: ActorOfRequest, workspace: WorkspaceOfApp) -> None:
    """Change one's own password; all other sessions end."""
    await workspace.accounts.change_password(actor, change.present, change.fresh)


@router.post("/invitation/read")
async def read_invitation(invitation: Invitation, _: VisitorOfRequest, workspace: WorkspaceOfApp) -> TicketHolder:
    """Return whom a link is for."""
    return await workspace.accounts.ticket_holder(invitation.token)


@router.post("/invitation/accept")
async def accept_invitation(
    request: Request, response: Response, acceptance: Acceptance, visitor: VisitorOfRequest, workspace: WorkspaceOfApp
) -> SignedIn:
    """Set the password of the one whom a link is for, and begin a session."""
    account_id = await workspace.accounts.accept(visitor, acceptance.token, acceptance.password)
    begun = await workspace.sessions.begin(visitor, account_id, by="link")
    cookies.keep(request, response, begun)
    return SignedIn(account=await workspace.accounts.of(account_id), csrf=begun.csrf)
