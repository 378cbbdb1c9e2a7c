"""`opened`: the connections of this process to its PostgreSQL, the embedded one unless the settings name another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, TypeAlias

import asyncpg

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Unavailable
from lowcode.kernel.names import label
from lowcode.settings import Settings
from lowcode.store import embedded

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
"""Connections that requests share."""

NO_CONNECTION: Final = Code(
    "database-not-reached",
    label("PostgreSQL does not answer: {reason}", "无法连接 PostgreSQL：{reason}"),
    label(
        "Check the address in LOWCODE_DATABASE_URL, and that the server runs.",
        "请检查 LOWCODE_DATABASE_URL 中的地址，并确认服务器正在运行。",
    ),
)

_CONNECTIONS: Final = 8
"""How many connections a process holds at the most."""
_SECONDS: Final = 10
"""Seconds to wait for a connection, and for an answer."""


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Pool]:
    """Hold connections inside the block; starts the embedded server, and stops using it after. Raises `Unavailable`."""
    if settings.database_url:
        async with _pool(settings.database_url) as pool:
            yield pool
        return
    server = await asyncio.to_thread(embedded.start, settings.home)
    try:
        async with _pool(server.url) as pool:
            yield pool
    finally:
        await asyncio.to_thread(server.stop)


@asynccontextmanager
async def _pool(url: str) -> AsyncIterator[Pool]:
    """Hold connections to a server inside the block."""
    try:
        pool = await asyncpg.create_pool(
            url, min_size=1, max_size=_CONNECTIONS, timeout=_SECONDS, command_timeout=_SECONDS
        )
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        reason = str(error) or type(error).__name__
        message = "PostgreSQL does not answer"
        raise Unavailable(message, [NO_CONNECTION.report(reason=reason)]) from error
    try:
        yield pool
    finally:
        await pool.close()
