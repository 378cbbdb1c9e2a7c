"""What routes ask the application for; all of it is `async`, since what is not runs in a thread, which costs more."""

from typing import Annotated, Final, TypeAlias
from urllib.parse import urlsplit
from uuid import uuid4

from fastapi import Depends, Request

from lowcode.http import cookies
from lowcode.kernel.errors import Forbidden, SignInNeeded
from lowcode.services.actor import NOT_SIGNED_IN, Actor
from lowcode.services.evaluation import Databases
from lowcode.services.sessions import CSRF_WRONG
from lowcode.services.workspace import Workspace

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""
_BEARER: Final = "bearer "


async def databases(request: Request) -> Databases:
    """Return the databases that compute expressions."""
    found: Databases = request.app.state.databases
    return found


DatabasesOfApp: TypeAlias = Annotated[Databases, Depends(databases)]
"""The parameter of a route that computes in databases."""


async def workspace(request: Request) -> Workspace:
    """Return the use cases of the workspace that is served."""
    found: Workspace = request.app.state.workspace
    return found


WorkspaceOfApp: TypeAlias = Annotated[Workspace, Depends(workspace)]
"""The parameter of a route that does something in the workspace."""


async def visitor(request: Request, workspace: WorkspaceOfApp) -> Actor:
    """Return who asks before anybody knows who it is. Raises `Forbidden` for a change from a page of another site."""
    origin = urlsplit(request.headers.get("origin", ""))
    if request.method not in _SAFE and origin.netloc:
        ours = {request.headers.get("host", ""), urlsplit(workspace.settings.public_url or "").netloc}
        if origin.netloc not in ours:
            message = "the request comes from a page of another site"
            raise Forbidden(message, [CSRF_WRONG.report()])
    return Actor(
        address=request.client.host if request.client else "",
        agent=request.headers.get("user-agent", ""),
        request=request.headers.get("x-request-id", "")[:64] or uuid4().hex,
    )


VisitorOfRequest: TypeAlias = Annotated[Actor, Depends(visitor)]
"""The parameter of a route that anybody may call."""


async def actor(request: Request) -> Actor:
    """Return on whose behalf a request is: by an API token, or else by a session, with its token for every change.

    Raises `SignInNeeded` when it is nobody's, `Forbidden` for a token without the scope, or a page of another session.
    """
    return await _acting(request, "read" if request.method in _SAFE else "write")


async def asker(request: Request) -> Actor:
    """Return on whose behalf a question is that comes as a document: a token that may read may ask it.

    Raises as `actor` does.
    """
    return await _acting(request, "read")


async def _acting(request: Request, scope: str) -> Actor:
    """Return on whose behalf a request is, which takes a scope of an API token."""
    # Called as functions and not as dependencies of their own, each of which would cost every request.
    in_workspace = await workspace(request)
    asking = await visitor(request, in_workspace)
    changes = request.method not in _SAFE
    authorization = request.headers.get("authorization", "")
    if authorization[: len(_BEARER)].lower() == _BEARER:
        found = await in_workspace.tokens.actor(asking, authorization[len(_BEARER) :].strip())
        found.require_scope(scope)
        return found
    token = cookies.session_token(request)
    if token is None:
        message = "nobody is signed in"
        raise SignInNeeded(message, [NOT_SIGNED_IN.report()])
    return await in_workspace.sessions.actor(
        asking, token, request.headers.get("x-csrf-token", "") if changes else None
    )


ActorOfRequest: TypeAlias = Annotated[Actor, Depends(actor)]
"""The parameter of a route for those who are signed in."""
AskerOfRequest: TypeAlias = Annotated[Actor, Depends(asker)]
"""The parameter of a route that changes nothing, though its method is one of those that do."""
