"""`borrowed`: lets SQLAlchemy and Alembic work on a connection of asyncpg, inside the transaction that it is in."""

import json
from collections.abc import Callable
from typing import Any, Final, TypeVar

from sqlalchemy import Connection as SyncConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from lowcode.store.statement import Connection

Result = TypeVar("Result")

_KEPT: Final = frozenset({"set_type_codec", "close", "reload_schema_state"})
"""What SQLAlchemy does with connections of its own, and may not do with a borrowed one: `jsonb` is read as before, and
`json`, in which the catalog answers, as SQLAlchemy wants it as long as it has the connection."""


class _Borrowed:
    """A connection that is neither closed nor told to read types in another way."""

    def __init__(self, connection: Connection) -> None:
        """Take the connection."""
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        """Return what the connection has."""
        return _nothing if name in _KEPT else getattr(self._connection, name)

    def terminate(self) -> None:
        """Leave the connection open: whoever lent it closes it."""


async def borrowed(connection: Connection, work: Callable[[SyncConnection], Result]) -> Result:
    """Do something with SQLAlchemy on a connection; what it writes belongs to the connection's transaction.

    What raises undoes only what `work` has done.
    """
    engine = _engine(connection)
    await connection.set_type_codec("json", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
    try:
        async with engine.begin() as opened:
            return await opened.run_sync(work)
    finally:
        await connection.reset_type_codec("json", schema="pg_catalog")


def _engine(connection: Connection) -> AsyncEngine:
    """Return an engine that knows this connection only."""

    async def lend(*_: Any, **__: Any) -> Any:
        return _Borrowed(connection)

    # Statements are not kept prepared: the tables they speak of change under them.
    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lend,
        poolclass=NullPool,
        connect_args={"prepared_statement_cache_size": 0},
    )


async def _nothing(*_: Any, **__: Any) -> None:
    """Do nothing."""
