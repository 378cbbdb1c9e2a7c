"""`/api/oidc`: the way to an OIDC provider and back, which browsers walk by themselves."""

from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from lowcode.http import cookies
from lowcode.http.dependencies import VisitorOfRequest, WorkspaceOfApp
from lowcode.kernel.errors import LowcodeError
from lowcode.services.oidc import SECONDS, SIGN_IN_BROKEN

router = APIRouter(prefix="/api/oidc", tags=["sign in"], include_in_schema=False)

_COOKIE: Final = "lowcode_oidc"
_PATH: Final = "/api/oidc"

Text = Annotated[str, Query(max_length=4000)]


@router.get("/start")
async def go_to_provider(request: Request, workspace: WorkspaceOfApp, to: Text = "/") -> Response:
    """Send a browser to the provider, and, when that cannot be, to the sign-in page with the code of the reason."""
    try:
        start = await workspace.oidc.start(to)
    except LowcodeError as error:
        return _refused(error)
    answer = RedirectResponse(start.url, HTTPStatus.SEE_OTHER)
    # Lax: the browser comes back from another site, by a plain link.
    answer.set_cookie(
        _COOKIE,
        start.state,
        max_age=SECONDS,
        path=_PATH,
        secure=cookies.secure(request),
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/callback")
async def come_back(
    request: Request, visitor: VisitorOfRequest, workspace: WorkspaceOfApp, state: Text = "", code: Text = ""
) -> Response:
    """Begin the session of somebody who comes back from the provider, and show the page they wanted."""
    try:
        finish = await workspace.oidc.finish(visitor, request.cookies.get(_COOKIE, ""), state, code)
    except LowcodeError as error:
        answer: Response = _refused(error)
    else:
        answer = RedirectResponse(finish.to, HTTPStatus.SEE_OTHER)
        cookies.keep(request, answer, finish.begun)
    answer.delete_cookie(_COOKIE, path=_PATH, secure=cookies.secure(request), httponly=True, samesite="lax")
    return answer


def _refused(error: LowcodeError) -> RedirectResponse:
    """Return the way to the sign-in page, which tells the code of the reason."""
    code = error.diagnostics[0].code if error.diagnostics else SIGN_IN_BROKEN.code
    return RedirectResponse(f"/?{urlencode({'problem': code})}", HTTPStatus.SEE_OTHER)
