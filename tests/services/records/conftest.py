"""What the tests of records share: a small app with its tables, and people with its roles."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from lowcode.services.actor import Actor
from lowcode.services.record_app import RecordApp
from lowcode.services.records import Records
from lowcode.services.workspace import Workspace
from tests.services.records.shop import build, record_app

Person = Callable[..., Awaitable[Actor]]
Hire = Callable[[str], Awaitable[UUID]]


@pytest.fixture
async def shop(workspace: Workspace) -> RecordApp:
    """The app, with its tables."""
    app = record_app()
    await build(workspace.database, app)
    return app


@pytest.fixture
def records(workspace: Workspace) -> Records:
    """The use cases of records."""
    return Records(workspace.database)


@pytest.fixture
def person(hire: Hire) -> Person:
    """A function that makes somebody with roles of the app."""

    async def make(name: str, *roles: str) -> Actor:
        account_id = await hire(name)
        return Actor(account_id=account_id, roles=frozenset(f"shop.{role}" for role in roles))

    return make


@pytest.fixture
async def boss(person: Person) -> Actor:
    """Somebody who may do everything."""
    return await person("boss", "boss")


@pytest.fixture
async def seller(person: Person) -> Actor:
    """Somebody who sees their own records."""
    return await person("seller", "seller")
