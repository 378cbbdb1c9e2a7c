"""`BodyLimits`: how large a request may be, by its path; no more than that is ever read."""

import re
from collections.abc import Mapping
from typing import Final

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from lowcode.settings import Settings

_MEGABYTE: Final = 1_000_000
_USUAL: Final = 4 * _MEGABYTE
"""Bytes of the largest request that is neither a file nor an app."""
_SLACK: Final = _MEGABYTE
"""Bytes by which a file may pass its limit here: the use case counts too, and says in words what is wrong."""


def limits_of(settings: Settings) -> dict[str, int]:
    """Return the bytes of the largest request by a pattern of its path."""
    return {
        r"/api/files": settings.file_megabytes * _MEGABYTE + _SLACK,
        r"/api/apps/(?:check|plan|import|merge)": settings.bundle_megabytes * _MEGABYTE,
    }


class BodyLimits:
    """Lets each path have its limit; what is longer is answered with 413."""

    def __init__(self, app: ASGIApp, limits: Mapping[str, int]) -> None:
        """Take the application, and bytes by patterns of paths."""
        self._usual = RequestBodyLimitMiddleware(app, _USUAL)
        self._others = [(re.compile(path), RequestBodyLimitMiddleware(app, most)) for path, most in limits.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request within the limit of its path."""
        path = scope.get("path", "")
        found = next((limited for pattern, limited in self._others if pattern.fullmatch(path)), self._usual)
        await found(scope, receive, send)
