"""Routes that are answered in few steps: the same answers as the framework's own."""

from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, Path, Query, Request
from fastapi.routing import APIRoute
from pydantic import AfterValidator, BaseModel, Field

from lowcode.http.direct import DirectRoute
from lowcode.http.problems import install

KEY = "00000000-0000-0000-0000-000000000001"
GOOD = b'{"name": "Ada", "tags": {"a": [1, 2.5, null]}}'


class Body(BaseModel):
    """What is handed in."""

    name: Annotated[str, Field(min_length=2)]
    tags: dict[str, Any] = Field(default_factory=dict)


class Answer(BaseModel):
    """What comes back."""

    told: dict[str, Any]


async def who(request: Request, area: Annotated[str, Path(max_length=5)]) -> str:
    """Return who asks, and note that it was asked."""
    request.app.state.asked += 1
    return f"{request.headers.get('x-who', 'nobody')} of {area}"


async def twice(known: Annotated[str, Depends(who)]) -> str:
    """Return what depends on the same."""
    return known * 2


def application(kind: type[APIRoute]) -> FastAPI:
    """Return an application whose routes are of one kind."""
    router = APIRouter(prefix="/{area}", route_class=kind)

    @router.post("/things")
    async def create(
        area: Annotated[str, Path(max_length=5), AfterValidator(str.upper)],
        body: Body,
        known: Annotated[str, Depends(who)],
        more: Annotated[str, Depends(twice)],
        key: Annotated[str | None, Header(alias="Idempotency-Key", max_length=3)] = None,
    ) -> Answer:
        return Answer(told={"area": area, "body": body.model_dump(), "known": known, "more": more, "key": key})

    @router.get("/things/{id}")
    async def read(
        area: str,
        id: UUID,  # noqa: A002 - the name in the path
        limit: Annotated[int, Query(le=9)] = 3,
    ) -> Answer:
        return Answer(told={"area": area, "id": str(id), "limit": limit})

    app = FastAPI()
    install(app)
    app.include_router(router)
    app.state.asked = 0
    return app


@pytest.fixture
async def both() -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient, FastAPI]]:
    """Hold clients of both kinds of routes, and the application of the direct ones."""
    apps = [application(kind) for kind in (DirectRoute, APIRoute)]
    transports = [httpx.ASGITransport(app=one) for one in apps]
    async with (
        httpx.AsyncClient(transport=transports[0], base_url="http://test") as direct,
        httpx.AsyncClient(transport=transports[1], base_url="http://test") as usual,
    ):
        yield direct, usual, apps[0]


@pytest.mark.parametrize(
    ("path", "content", "headers"),
    [
        ("/east/things", GOOD, {"x-who": "Ada"}),
        ("/east/things", GOOD, {"idempotency-key": "abc"}),
        ("/east/things", GOOD, {"idempotency-key": "too long"}),
        ("/northeast/things", GOOD, {}),
        ("/east/things", GOOD, {"content-type": "application/json; charset=utf-8"}),
        ("/east/things", GOOD, {"content-type": "text/plain"}),
        ("/east/things", b'{"name": "A"}', {}),
        ("/east/things", b'{"name": "Ada"', {}),
        ("/east/things", b'{"name": "A\\ud800a"}', {}),
        ("/east/things", b"[]", {}),
        ("/east/things", b"", {}),
        ("/east/things?unknown=1", GOOD, {}),
    ],
)
async def test_a_document_is_answered_alike(
    both: tuple[httpx.AsyncClient, httpx.AsyncClient, FastAPI], path: str, content: bytes, headers: dict[str, str]
) -> None:
    """Good requests and mistakes get the answer of the framework's own way."""
    direct, usual, _ = both
    sent = {"content-type": "application/json"} | headers
    mine, other = [await one.post(path, content=content, headers=sent) for one in (direct, usual)]
    assert (mine.status_code, mine.headers["content-type"], mine.json()) == (
        other.status_code,
        other.headers["content-type"],
        other.json(),
    )


@pytest.mark.parametrize("path", [KEY, "no-key", f"{KEY}?limit=5", f"{KEY}?limit=50"])
async def test_what_stands_in_the_address_is_read_alike(
    both: tuple[httpx.AsyncClient, httpx.AsyncClient, FastAPI], path: str
) -> None:
    """Parts of the path, defaults, and what follows the question mark."""
    direct, usual, _ = both
    mine, other = [await one.get(f"/east/things/{path}") for one in (direct, usual)]
    assert (mine.status_code, mine.json()) == (other.status_code, other.json())


async def test_what_several_need_is_asked_once(both: tuple[httpx.AsyncClient, httpx.AsyncClient, FastAPI]) -> None:
    """Who asks is looked up once for a request, as by the framework."""
    direct, _, app = both
    await direct.post("/east/things", content=GOOD, headers={"content-type": "application/json"})
    assert app.state.asked == 1


async def test_a_usual_request_does_not_go_the_general_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """The few steps are taken at all."""

    async def never(_: Request) -> Any:
        raise AssertionError

    monkeypatch.setattr(APIRoute, "get_route_handler", lambda _: never)
    transport = httpx.ASGITransport(app=application(DirectRoute))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.post("/east/things", content=GOOD, headers={"content-type": "application/json"})
    assert answer.json()["told"]["area"] == "EAST"
