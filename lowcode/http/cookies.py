"""The two cookies of a session: one that no script sees, and one that the pages send back with every change."""

from typing import Final

from fastapi import Request, Response

from lowcode.kernel import clock
from lowcode.services.sessions import Begun

CSRF_COOKIE: Final = "lowcode_csrf"
"""Read by the pages, which send it as the header `X-CSRF-Token`."""
_PLAIN: Final = "lowcode_session"
_SECURE: Final = f"__Host-{_PLAIN}"
"""Browsers take a cookie of this prefix only over TLS, for this host alone and for all its paths."""


def session_token(request: Request) -> str | None:
    """Return the token of the session that a request belongs to."""
    return request.cookies.get(_SECURE if secure(request) else _PLAIN)


def keep(request: Request, response: Response, begun: Begun) -> None:
    """Let the browser keep a session."""
    seconds = int((begun.expires_at - clock.now()).total_seconds())
    tls = secure(request)
    name = _SECURE if tls else _PLAIN
    response.set_cookie(name, begun.token, max_age=seconds, path="/", secure=tls, httponly=True, samesite="lax")
    response.set_cookie(CSRF_COOKIE, begun.csrf, max_age=seconds, path="/", secure=tls, samesite="strict")


def forget(request: Request, response: Response) -> None:
    """Let the browser forget its session."""
    tls = secure(request)
    response.delete_cookie(_SECURE if tls else _PLAIN, path="/", secure=tls, httponly=True, samesite="lax")
    response.delete_cookie(CSRF_COOKIE, path="/", secure=tls, samesite="strict")


def secure(request: Request) -> bool:
    """Return whether browsers reach the product over TLS, as the settings say, or else as the request came."""
    public = request.app.state.workspace.settings.public_url
    return bool(public.startswith("https:")) if public else request.url.scheme == "https"
