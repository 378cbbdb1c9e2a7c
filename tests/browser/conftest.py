"""What the tests of the pages share: the product at an address of its own, and a browser that looks at it."""

import asyncio
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from lowcode.http.app import application
from lowcode.http.pages import BUILT
from lowcode.settings import Settings
from tests.browser.product import DESK, PASSWORD, Open, enrol

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A busy machine is slow, not wrong.
PATIENCE = 60_000


@pytest.fixture(scope="module")
def postgres_url(postgres_url: str) -> str:
    """The URL of a database for the tests of a file: what others leave behind does not show on its pages."""
    database = f"pages_{uuid4().hex}"
    asyncio.run(_create(postgres_url, database))
    return urlsplit(postgres_url)._replace(path=f"/{database}").geturl()


async def _create(url: str, database: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"CREATE DATABASE {database}")
    finally:
        await connection.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the product keeps files."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def address(postgres_url: str, home: Path) -> Iterator[str]:
    """The address of the product with its built pages."""
    assert (BUILT / "index.html").is_file(), "the pages are not built: make web/dist/app/index.html"
    app = application(Settings(home=home, database_url=postgres_url, database_seconds=60.0, report_seconds=90.0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:
    """A browser. It comes after the server: while it runs, this thread has no other event loop."""
    del address
    program = shutil.which("chromium")
    assert program, "there is no browser: make chromium"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


def expected(request: pytest.FixtureRequest) -> list[str]:
    """Return how the complaints begin that the browser writes down about refusals that a test is about."""
    refused = "Failed to load resource: the server responded with a status of {} "
    lost = "Failed to load resource: net::ERR_FAILED"
    codes = [code for mark in request.node.iter_markers("refused") for code in mark.args]
    return [lost if code == "lost" else refused.format(code) for code in codes]


@pytest.fixture
def opened(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Opens a page of a route in a window of its own; whatever the page complains of fails the test.

    Chromium complains of each request that is refused: a test that is about refusals names their status codes with the
    mark `refused`, and `lost` where it keeps requests from the server.
    """
    complaints: list[str] = []
    contexts = []

    def heard(said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            complaints.append(f"{said.text} {said.location['url']}")

    def open_(
        route: str = "expression", *, size: tuple[int, int] = DESK, account: str | None = None, **options: Any
    ) -> Page:
        context = browser.new_context(
            **{
                "viewport": {"width": size[0], "height": size[1]},
                "locale": "en-GB",
                "reduced_motion": "reduce",
                **options,
            }
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if account is not None:
            answer = context.request.post(f"{address}/api/login", data={"name": account, "password": PASSWORD})
            assert answer.ok, answer.text()
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", heard)
        page.goto(f"{address}/#/{route}")
        return page

    yield open_
    for context in contexts:
        context.close()
    known = tuple(expected(request))
    assert [one for one in complaints if not one.startswith(known)] == []


@pytest.fixture(scope="module")
def author(address: str, home: Path, postgres_url: str) -> str:
    """The name of somebody who may sign in."""
    del address
    enrol(home, postgres_url, "author", "Ann Author")
    return "author"


@pytest.fixture
def workbench(opened: Open, author: str) -> Open:
    """Opens a page of the workbench, as somebody who is signed in."""

    def open_(route: str = "expression", **options: Any) -> Page:
        return opened(route, account=author, **options)

    return open_


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of the program that searches a page for barriers."""
    program = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
    return program.read_text(encoding="utf-8")
