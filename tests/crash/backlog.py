"""How many flows are under way, so that nobody begins more than a slow machine can work."""

import asyncio
from contextlib import suppress

from lowcode.kernel.errors import Unavailable
from lowcode.store.database import Database

MOST = 60
"""How many flows may be under way before no more are begun."""


async def under_way(database: Database) -> int:
    """Return how many flows are under way, as many as ever while the database does not answer."""
    with suppress(Unavailable):
        async with database.connection() as connection:
            return int(await connection.fetchval("SELECT count(*) FROM flow_instance WHERE ended_at IS NULL"))
    return MOST


async def rested(database: Database, seconds: float) -> None:
    """Return after some seconds, or later when too many flows are under way."""
    await asyncio.sleep(seconds)
    while await under_way(database) >= MOST:  # noqa: ASYNC110 - nobody tells when there are fewer
        await asyncio.sleep(seconds)
