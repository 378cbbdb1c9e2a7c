"""What the tests of the web server share: the application with its database, and a client."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from lowcode.http.app import application
from lowcode.services.accounts import NewAccount
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.tokens import NewToken
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from tests.http.browsers import PASSWORD, appoint, browser


@pytest.fixture
async def client(postgres_url: str, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application whose pages are not built."""
    app = application(Settings(tmp_path, postgres_url, database_seconds=60.0), tmp_path / "app")
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://lowcode.test") as asking,
    ):
        yield asking


@pytest.fixture
async def program(client: httpx.AsyncClient) -> httpx.AsyncClient:
    """The same client with an API token, as programs use the product."""
    transport = client._transport
    assert isinstance(transport, httpx.ASGITransport)
    application_: Any = transport.app
    workspace: Workspace = application_.state.workspace
    new = NewAccount(name=f"p{uuid4().hex[:12]}", display_name="Program")
    account, ticket = await workspace.accounts.create(PRODUCT, new)
    await workspace.accounts.accept(Actor(), ticket.token, PASSWORD)
    made = await workspace.tokens.create(Actor(account_id=account.id), NewToken(name="tests", scopes=("read", "write")))
    client.headers["Authorization"] = f"Bearer {made.token}"
    return client


@pytest.fixture
async def app(postgres_url: str, tmp_path: Path) -> AsyncIterator[FastAPI]:
    """An application with a workspace of its own, in which nobody has an account."""
    settings = Settings(tmp_path, postgres_url, workspace=f"h{uuid4().hex[:12]}", database_seconds=60.0)
    app = application(settings, tmp_path / "app")
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def visitor(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is not signed in."""
    async with browser(app) as client:
        yield client


@pytest.fixture
async def administrator(app: FastAPI, visitor: httpx.AsyncClient) -> httpx.AsyncClient:
    """The first administrator, signed in."""
    await appoint(app, visitor)
    return visitor
