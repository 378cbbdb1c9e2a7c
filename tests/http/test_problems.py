"""Shows that whatever fails is answered by a problem that says what to do next."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from lowcode.http import problems
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Conflict, Forbidden, Invalid, LowcodeError, NotFound, Unavailable
from lowcode.kernel.names import label

CODE = Code("out-of-tea", label("No {what}.", "没有{what}。"), label("Buy some.", "请购买。"))


def is_problem(answer: httpx.Response, status: int) -> bool:
    """Return whether an answer is a problem of a status."""
    return (
        answer.status_code == status
        and answer.headers["content-type"] == "application/problem+json"
        and answer.json()["status"] == status
    )


@pytest.mark.parametrize(
    ("family", "status"), [(Invalid, 422), (NotFound, 404), (Forbidden, 403), (Conflict, 409), (Unavailable, 503)]
)
async def test_an_error_of_the_product_has_a_status_and_its_diagnostics(
    family: type[LowcodeError], status: int
) -> None:
    app = FastAPI()
    problems.install(app)

    @app.get("/")
    def refuse() -> None:
        message = "out of tea"
        raise family(message, [CODE.report(what="tea", path="/cup")])

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://lowcode.test") as client:
        answer = await client.get("/")
    assert is_problem(answer, status)
    (found,) = answer.json()["diagnostics"]
    assert found["path"] == "/cup"
    assert found["message"]["zh-CN"] == "没有tea。"
    assert found["hint"]["en"] == "Buy some."
    assert answer.json()["detail"] == "out of tea"


async def test_a_mistake_of_the_product_tells_nothing_of_its_inside() -> None:
    app = FastAPI()
    problems.install(app)

    @app.get("/")
    def fail() -> None:
        message = "secret"
        raise RuntimeError(message)

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://lowcode.test") as client:
        answer = await client.get("/")
    assert is_problem(answer, 500)
    assert "secret" not in answer.text


async def test_an_unknown_path_is_a_problem(client: httpx.AsyncClient) -> None:
    assert is_problem(await client.get("/api/nothing"), 404)
    assert is_problem(await client.get("/api/language/check"), 404)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"text": 3}, "/text"),
        ({"text": "1", "names": [{"nmae": "a"}]}, "/names/0/name"),
        ({"text": "1", "extra": True}, "/extra"),
    ],
)
async def test_a_body_that_is_wrong_is_a_problem_that_names_the_place(
    program: httpx.AsyncClient, body: dict[str, object], path: str
) -> None:
    answer = await program.post("/api/language/check", json=body)
    assert is_problem(answer, 422)
    assert path in [found["path"] for found in answer.json()["diagnostics"]]


async def test_a_body_that_is_too_large_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/language/check", content=b" " * 5_000_000)).status_code == 413


async def test_a_body_that_grows_too_large_is_refused(client: httpx.AsyncClient) -> None:
    async def grown() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b" " * 100_000

    answer = await client.post("/api/language/check", content=grown(), headers={"content-type": "application/json"})
    assert is_problem(answer, 413)
