"""Errors as `application/problem+json` (RFC 9457): the only place that knows which status code an error becomes."""

import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.errors import (
    Conflict,
    Forbidden,
    Invalid,
    LowcodeError,
    NotFound,
    SignInNeeded,
    TooSoon,
    Unavailable,
)
from lowcode.kernel.names import label
from lowcode.services.message import Message
from lowcode.services.record_conflict import Clash, FieldConflict

MEDIA_TYPE: Final = "application/problem+json"

STATUS: Final[Mapping[type[LowcodeError], HTTPStatus]] = {
    SignInNeeded: HTTPStatus.UNAUTHORIZED,
    TooSoon: HTTPStatus.TOO_MANY_REQUESTS,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFound: HTTPStatus.NOT_FOUND,
    Forbidden: HTTPStatus.FORBIDDEN,
    Conflict: HTTPStatus.CONFLICT,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The status code of each family of errors; the first family that an error belongs to counts."""

BAD_REQUEST: Final = Code(
    "request-not-understood",
    label("The request cannot be read: {reason}.", "无法读取该请求：{reason}。"),
    label("Correct the named part and send it again.", "请更正所指部分后重新发送。"),
)


class Problem(Message):
    """What a request that failed is answered with."""

    type: str
    """Always `about:blank`: the diagnostics say which mistakes there are."""
    title: str
    """What the status code means."""
    status: int
    """The status code."""
    detail: str
    """What went wrong, in one line of English."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """Each mistake, with its place and what to do next."""
    clashes: tuple[Clash, ...] = ()
    """Each field that somebody else changed meanwhile, with all values."""
    version: int | None = None
    """The version of the record that has those values."""


def problem(status: HTTPStatus, detail: str, diagnostics: Sequence[Diagnostic] = ()) -> Response:
    """Return the answer to a request that failed."""
    return _answer(
        Problem(type="about:blank", title=status.phrase, status=status, detail=detail, diagnostics=tuple(diagnostics))
    )


def _answer(told: Problem) -> Response:
    """Return a problem as an answer."""
    return Response(told.model_dump_json(), told.status, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Let an application answer every error with a problem."""
    app.add_exception_handler(LowcodeError, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _of_the_framework)
    app.add_exception_handler(Exception, _unforeseen)


def _refused(_request: Request, error: Exception) -> Response:
    """Return the answer for an error of the product."""
    assert isinstance(error, LowcodeError)
    status = next((code for family, code in STATUS.items() if isinstance(error, family)), None)
    if isinstance(error, FieldConflict):
        return _clashed(error)
    answer = problem(status or HTTPStatus.INTERNAL_SERVER_ERROR, str(error), error.diagnostics)
    if isinstance(error, TooSoon):
        answer.headers["Retry-After"] = str(math.ceil(error.seconds))
    return answer


def _clashed(error: FieldConflict) -> Response:
    """Return the answer for fields that were changed on both sides."""
    status = HTTPStatus.CONFLICT
    return _answer(
        Problem(
            type="about:blank",
            title=status.phrase,
            status=status,
            detail=str(error),
            diagnostics=error.diagnostics,
            clashes=error.clashes,
            version=error.version,
        )
    )


def _not_understood(_request: Request, error: Exception) -> Response:
    """Return the answer to a body or parameter that is not what the route takes."""
    assert isinstance(error, RequestValidationError)
    found = [_diagnostic(one) for one in error.errors()]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "the request cannot be read", found)


def _diagnostic(error: Mapping[str, Any]) -> Diagnostic:
    """Return a mistake in a request; the path leads from its body, or from its parameters."""
    where = [str(part) for part in error["loc"] if part != "body"]
    reason = str(error["msg"]).rstrip(".")
    return BAD_REQUEST.report(path="".join(f"/{part}" for part in where), reason=reason[:1].lower() + reason[1:])


def _of_the_framework(_request: Request, error: Exception) -> Response:
    """Return the answer for what the framework refuses, such as an unknown path."""
    assert isinstance(error, HTTPException)
    answer = problem(HTTPStatus(error.status_code), str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


def _unforeseen(_request: Request, _error: Exception) -> Response:
    """Return the answer for a mistake of the product itself, which tells nothing of its inside."""
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "the server met an error of its own; its log says more")
