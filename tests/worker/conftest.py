"""What the tests of jobs share: a workspace of their own, its tools, and kinds of jobs that only tests have."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from lowcode.services.job_kinds import JOB_KINDS
from lowcode.services.workshop import Workshop, workshop
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened
from lowcode.store.migration import migrate
from lowcode.worker import loop
from lowcode.worker.loop import Pace, Worker, working
from tests.worker.kinds import KINDS

FAST = Pace(beat=0.1, silent=0.8, poll=0.2, grace=2.0)

Working = Callable[..., AbstractAsyncContextManager[Worker | None]]


@pytest.fixture
def settings(postgres_url: str, tmp_path: Path) -> Settings:
    return Settings(
        tmp_path, postgres_url, workspace=f"j{uuid4().hex[:12]}", database_connections=12, database_seconds=60.0
    )


@pytest.fixture
async def tools(settings: Settings, postgres_url: str) -> AsyncIterator[Workshop]:
    await migrate(postgres_url, settings.workspace)
    async with opened(settings) as database, database.connection() as connection:
        await connection.execute("CREATE TABLE seen (job uuid, mark text, at timestamptz DEFAULT clock_timestamp())")
        async with workshop(Workspace(database, settings)) as made:
            yield made


@pytest.fixture
def at_work(tools: Workshop, monkeypatch: pytest.MonkeyPatch) -> Working:
    """A function that has jobs of the tests' kinds done inside a block."""
    monkeypatch.setattr(loop, "_FIRST_PAUSE", 0.05)

    @asynccontextmanager
    async def begin(**more: Any) -> AsyncIterator[Worker | None]:
        async with working(tools, **{"at_once": 4, "pace": FAST, "kinds": {**JOB_KINDS, **KINDS}, **more}) as worker:
            yield worker

    return begin
