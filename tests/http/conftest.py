"""What the tests of the web server share: the application with its database, and a client."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from lowcode.http.app import application
from lowcode.settings import Settings


@pytest.fixture
async def client(postgres_url: str, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application whose pages are not built."""
    app = application(Settings(tmp_path, postgres_url), tmp_path / "app")
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://lowcode.test") as asking,
    ):
        yield asking
