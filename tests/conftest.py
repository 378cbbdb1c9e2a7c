"""What all tests share: one PostgreSQL for a run, one database for each process of it."""

import asyncio
from collections.abc import Iterator

import asyncpg
import pytest
from hypothesis import settings

from lowcode.store import embedded
from tests import shortcuts

# How long an example takes says more about the machine than about the code; benchmarks measure.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

# A test's data need not outlive a power failure.
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@pytest.fixture(scope="session", autouse=True)
def short_ways() -> Iterator[None]:
    """What servers do once is done once for all tests."""
    with shortcuts.taken():
        yield


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """The URL of a database of this test process, on the server that all processes of the run share."""
    base = tmp_path_factory.getbasetemp()
    home = base if worker_id == "master" else base.parent
    with embedded.running(home, FAST) as server:
        database = f"test_{worker_id}"
        asyncio.run(_execute(server.url, f"CREATE DATABASE {database}"))
        yield server.url_of(database)


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
