"""`DirectRoute`: a route that is declared as any other, and answered without the framework's detours.

The framework solves the parameters of each request in a general way, which costs more than most of what routes do.
Where a route takes parts of its path, headers and one document of JSON, the same is done here in a few steps that are
made once. Whatever is not as usual goes the general way, each mistake too, so that there is one answer to it.
"""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from inspect import isclass, iscoroutinefunction
from typing import Annotated, Any, Final, TypeAlias
from uuid import UUID

from fastapi import Request, Response, params
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError

_JSON: Final = "application/json"
_SIMPLE: Final = (str, UUID, int, str | None)
"""The types of parameters that are one text of a request."""

Handler: TypeAlias = Callable[[Request], Coroutine[Any, Any, Response]]
"""What answers a request."""


class DirectRoute(APIRoute):
    """A route that is answered in few steps where its declaration and the request allow it."""

    def get_route_handler(self) -> Handler:
        """Return what answers a request."""
        usual = super().get_route_handler()
        step, body = _step_of(self.dependant), _body_of(self.dependant)
        if step is None or body is None or self.response_model is None or self.status_code is not None:
            return usual
        return _direct(step, body, TypeAdapter(self.response_model), usual)


class _Unusual(Exception):  # noqa: N818 - it is no error: the general way is taken
    """The request is not as usual."""


@dataclass(frozen=True, slots=True)
class _Parameter:
    """A text of the request, and what it is called there and by the function."""

    name: str
    alias: str
    adapter: TypeAdapter[Any]
    default: Any
    """What it is when it is left out; `...` when it must not be."""

    def value(self, texts: Mapping[str, str]) -> Any:
        """Return its value. Raises `_Unusual` when it is wrong or missing."""
        text = texts.get(self.alias)
        if text is None:
            if self.default is ...:
                raise _Unusual
            return self.default
        try:
            return self.adapter.validate_python(text)
        except ValidationError as error:
            raise _Unusual from error


@dataclass(frozen=True, slots=True)
class _Step:
    """A function that takes the request, parts of it, and what other functions return."""

    call: Callable[..., Coroutine[Any, Any, Any]]
    name: str
    """What the function that needs it calls it."""
    request: str | None
    """What it calls the request, when it takes it."""
    path: tuple[_Parameter, ...]
    headers: tuple[_Parameter, ...]
    defaults: Mapping[str, Any]
    """What the parameters behind the question mark are when there are none."""
    needs: "tuple[_Step, ...]"

    async def values(self, request: Request, known: dict[Any, Any]) -> dict[str, Any]:
        """Return what it is called with; each other function is called once for a request."""
        found: dict[str, Any] = dict(self.defaults)
        for one in self.path:
            found[one.name] = one.value(request.path_params)
        for one in self.headers:
            found[one.name] = one.value(request.headers)
        if self.request is not None:
            found[self.request] = request
        for need in self.needs:
            if need.call not in known:
                known[need.call] = await need.call(**await need.values(request, known))
            found[need.name] = known[need.call]
        return found


@dataclass(frozen=True, slots=True)
class _Body:
    """The document that a route takes; without a name it takes none."""

    name: str = ""
    adapter: TypeAdapter[Any] | None = None

    async def value(self, request: Request) -> Any:
        """Return the document. Raises `_Unusual` when it is none."""
        assert self.adapter is not None
        if request.headers.get("content-type") != _JSON:
            raise _Unusual
        try:
            return self.adapter.validate_json(await request.body())
        except ValidationError as error:
            raise _Unusual from error


def _direct(step: _Step, body: _Body, answer: TypeAdapter[Any], usual: Handler) -> Handler:
    """Return what answers usual requests in few steps, and others as the framework does."""

    async def handle(request: Request) -> Response:
        if request.scope["query_string"]:
            return await usual(request)
        try:
            document = await body.value(request) if body.adapter else None
            values = await step.values(request, {})
        except _Unusual:
            return await usual(request)
        if body.adapter:
            values[body.name] = document
        return Response(answer.dump_json(await step.call(**values), by_alias=True), media_type=_JSON)

    return handle


def _step_of(dependant: Dependant) -> _Step | None:
    """Return a function with all it needs, or None where the general way is needed."""
    others = (
        dependant.cookie_params,
        dependant.response_param_name,
        dependant.background_tasks_param_name,
        dependant.security_scopes_param_name,
        dependant.http_connection_param_name,
        dependant.concurrency,
    )
    needs = [_step_of(one) for one in dependant.dependencies]
    path = [_parameter(one) for one in dependant.path_params]
    headers = [_parameter(one) for one in dependant.header_params]
    if any(others) or None in needs or None in path or None in headers or not iscoroutinefunction(dependant.call):
        return None
    if any(one.field_info.is_required() for one in dependant.query_params):
        return None
    return _Step(
        dependant.call,
        dependant.name or "",
        dependant.request_param_name,
        tuple(one for one in path if one is not None),
        tuple(one for one in headers if one is not None),
        {one.name: one.field_info.get_default(call_default_factory=True) for one in dependant.query_params},
        tuple(one for one in needs if one is not None),
    )


def _parameter(field: Any) -> _Parameter | None:
    """Return a parameter that is one text, or None for others, and for headers that are not called by a name."""
    about = field.field_info
    if about.annotation not in _SIMPLE or (isinstance(about, params.Header) and not about.alias):
        return None
    default = ... if about.is_required() else about.get_default(call_default_factory=True)
    held = (about.annotation, *about.metadata)
    return _Parameter(field.name, field.alias, TypeAdapter(_annotated(held)), default)


def _annotated(parts: tuple[Any, ...]) -> Any:
    """Return a type with what holds of its values."""
    return Annotated[parts] if len(parts) > 1 else parts[0]


def _body_of(dependant: Dependant) -> _Body | None:
    """Return the document that a function takes, or None where the general way is needed."""
    if not dependant.body_params:
        return _Body()
    field, *more = dependant.body_params
    about: Any = field.field_info
    embedded = getattr(about, "embed", None) or isinstance(about, params.Form)
    if more or embedded or not (isclass(about.annotation) and issubclass(about.annotation, BaseModel)):
        return None
    return _Body(field.name, TypeAdapter(about.annotation))
