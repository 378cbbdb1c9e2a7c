"""`one_transaction`: a workspace whose use cases all work in one transaction, so that many become one step."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lowcode.store.database import Database, Isolation
from lowcode.store.statement import Connection


class OneTransaction(Database):
    """A workspace with one connection, which is in a transaction.

    Use cases that begin transactions of their own begin savepoints instead: what raises undoes them alone. They take
    turns, since the connection does one thing at a time.
    """

    takes_turns = True

    def __init__(self, database: Database, connection: Connection) -> None:
        """Take the workspace, and the connection."""
        self.pool = database.pool
        self.url = database.url
        self.workspace = database.workspace
        self._connection = connection

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Lend the connection inside the block."""
        yield self._connection

    @asynccontextmanager
    async def transaction(
        self,
        *,
        isolation: Isolation = "read_committed",  # noqa: ARG002 - that of the transaction around it counts
        readonly: bool = False,  # noqa: ARG002
    ) -> AsyncIterator[Connection]:
        """Lend the connection inside the block, in a savepoint."""
        async with self._connection.transaction():
            yield self._connection


@asynccontextmanager
async def one_transaction(database: Database) -> AsyncIterator[OneTransaction]:
    """Hold a transaction inside the block, in which all use cases work; what raises undoes all of them."""
    async with database.transaction() as connection:
        yield OneTransaction(database, connection)
