"""What the tests of the use cases share: a workspace of their own with an administrator, and a clock to turn."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from lowcode.services.accounts import NewAccount
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened
from lowcode.store.migration import migrate
from tests.services.people import PASSWORD, VISITOR, Hire


@pytest.fixture
async def workspace(postgres_url: str, tmp_path: Path) -> AsyncIterator[Workspace]:
    """A new workspace in which nobody has an account."""
    name = f"s{uuid4().hex[:12]}"
    settings = Settings(tmp_path, postgres_url, workspace=name, database_connections=12, database_seconds=60.0)
    await migrate(postgres_url, name)
    async with opened(settings) as database:
        workspace = Workspace(database, settings)
        await workspace.prepare()
        yield workspace


@pytest.fixture
async def admin(workspace: Workspace) -> Actor:
    """The administrator."""
    account, ticket = await workspace.appoint(NewAccount(name="admin", display_name="Ada"))
    await workspace.accounts.accept(VISITOR, ticket.token, PASSWORD)
    return replace(VISITOR, account_id=account.id, roles=frozenset(account.roles))


@pytest.fixture
def hire(workspace: Workspace) -> Hire:
    """A function that makes an account that can sign in, and returns its key."""

    async def make(name: str) -> UUID:
        account, ticket = await workspace.accounts.create(PRODUCT, NewAccount(name=name, display_name=name.title()))
        await workspace.accounts.accept(VISITOR, ticket.token, PASSWORD)
        return account.id

    return make
