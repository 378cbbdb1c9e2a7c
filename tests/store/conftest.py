"""What the tests of the store share: a workspace of their own."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from lowcode.settings import Settings
from lowcode.store.database import Database, opened
from lowcode.store.migration import migrate


@pytest.fixture
def settings(postgres_url: str, tmp_path: Path) -> Settings:
    """Settings with a workspace that nobody else has, and that is not there yet."""
    return Settings(
        tmp_path, postgres_url, workspace=f"w{uuid4().hex[:12]}", database_connections=12, database_seconds=60.0
    )


@pytest.fixture
async def database(settings: Settings, postgres_url: str) -> AsyncIterator[Database]:
    """Connections to a migrated workspace."""
    await migrate(postgres_url, settings.workspace)
    async with opened(settings) as database:
        yield database
