"""`Database`: the connections of this process to one workspace, in the embedded PostgreSQL unless told otherwise."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any, Final, Literal, TypeAlias

import asyncpg

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Invalid, Unavailable
from lowcode.kernel.names import label
from lowcode.settings import Settings
from lowcode.store import embedded
from lowcode.store.json_text import json_text
from lowcode.store.statement import Connection

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
"""Connections that requests share."""

Isolation = Literal["read_committed", "repeatable_read", "serializable"]

NO_CONNECTION: Final = Code(
    "database-not-reached",
    label("PostgreSQL does not answer: {reason}", "无法连接 PostgreSQL：{reason}"),
    label(
        "Check the address in LOWCODE_DATABASE_URL, and that the server runs.",
        "请检查 LOWCODE_DATABASE_URL 中的地址，并确认服务器正在运行。",
    ),
)
DATABASE_BUSY: Final = Code(
    "database-busy",
    label("PostgreSQL has not answered in time: {reason}", "PostgreSQL 未能及时响应：{reason}"),
    label(
        "Try again; if it stays so, look for long transactions, or raise LOWCODE_DATABASE_CONNECTIONS.",
        "请重试；若持续出现，请检查长事务，或调大 LOWCODE_DATABASE_CONNECTIONS。",
    ),
)
TEXT_NOT_KEPT: Final = Code(
    "text-not-kept",
    label(
        "A text holds the character U+0000, which PostgreSQL does not keep.",
        "文本中含有 PostgreSQL 无法保存的字符 U+0000。",
    ),
    label("Remove it, and try again.", "请删除后重试。"),
)

_LOST: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InternalClientError,
    ConnectionError,
)
"""What is raised when the server is gone, or takes nobody more; going at a bad moment confuses the driver itself."""
_NOT_OPENED: Final = (
    *_LOST,
    OSError,
    ValueError,
    asyncpg.InterfaceError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)
"""What is raised when a connection cannot be made."""
_LATE: Final = (TimeoutError, asyncpg.LockNotAvailableError, asyncpg.QueryCanceledError)
"""What is raised when the server is too busy."""


class Database:
    """Connections that requests share. Names in statements mean the tables of the workspace, by the search path."""

    takes_turns: bool = False
    """Whether everybody is lent the same connection, so that one thing at a time can be asked."""

    def __init__(self, pool: Pool, url: str, settings: Settings) -> None:
        """Take connections, the address they lead to, and the settings that they were made by."""
        self.pool = pool
        self.url = url
        self.workspace = settings.workspace
        self._seconds = settings.database_seconds

    def connection(self) -> AbstractAsyncContextManager[Connection]:
        """Lend a connection inside the block; each statement is a transaction. Raises `Unavailable`."""
        return _Lent(self.pool, self._seconds)

    @asynccontextmanager
    async def transaction(
        self, *, isolation: Isolation = "read_committed", readonly: bool = False
    ) -> AsyncIterator[Connection]:
        """Lend a connection inside the block, one transaction: what raises undoes all. Raises `Unavailable`."""
        async with self.connection() as connection, connection.transaction(isolation=isolation, readonly=readonly):
            yield connection

    async def hold(self, connection: Connection, what: str) -> None:
        """Wait until no other transaction of the workspace holds `what`, and hold it until this one ends."""
        key = f"{self.workspace}/{what}"
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", key)

    async def notify(self, connection: Connection, topic: str, content: str) -> None:
        """Tell every listener of the workspace about `content`, once the transaction is committed."""
        payload = json.dumps([self.workspace, topic, content], ensure_ascii=False)
        await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, payload)


CHANNEL: Final = "lowcode"
"""The channel of all notifications; what they are about stands in them."""


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """Hold connections inside the block; starts the embedded server, and stops using it after. Raises `Unavailable`."""
    async with reached(settings) as url, _pool(url, settings) as pool:
        yield Database(pool, url, settings)


@asynccontextmanager
async def reached(settings: Settings) -> AsyncIterator[str]:
    """Hold a server inside the block, the embedded one unless the settings name another, and give its address."""
    if settings.database_url:
        yield settings.database_url
        return
    server = await asyncio.to_thread(embedded.start, settings.home)
    try:
        yield server.url
    finally:
        await asyncio.to_thread(server.stop)


async def connect(url: str, workspace: str, **settings: str) -> "asyncpg.Connection[asyncpg.Record]":
    """Return a connection of its own, outside of any pool, with settings of PostgreSQL. Raises `Unavailable`."""
    with _telling(_NOT_OPENED):
        connection = await asyncpg.connect(url, timeout=10, server_settings=_server_settings(workspace) | settings)
        await _prepare(connection)
        return connection


@asynccontextmanager
async def _pool(url: str, settings: Settings) -> AsyncIterator[Pool]:
    """Hold connections to a server inside the block."""
    with _telling(_NOT_OPENED):
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=settings.database_connections,
            timeout=settings.database_seconds,
            command_timeout=settings.database_seconds,
            init=_prepare,
            reset=_tidy,
            server_settings=_server_settings(settings.workspace),
        )
    try:
        yield pool
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(pool.close(), 5)


def _server_settings(workspace: str) -> dict[str, str]:
    """Return what a connection tells the server when it begins."""
    return {"search_path": workspace, "application_name": "lowcode", "timezone": "UTC"}


async def _prepare(connection: Any) -> None:
    """Let a connection read and write `jsonb` as Python values."""
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json_text, decoder=json.loads)


async def _tidy(connection: Any) -> None:
    """Make a connection fit for the next user.

    The driver's own way asks the server each time; here nobody changes settings or listens on a lent connection, so
    that only what was broken off in the middle of a transaction needs it.
    """
    if connection.is_in_transaction():
        await connection.reset()


class _Lent:
    """A connection of the pool inside a block. A class of its own, since every request enters it several times."""

    __slots__ = ("_connection", "_pool", "_seconds")

    def __init__(self, pool: Pool, seconds: float) -> None:
        """Take the pool, and how many seconds to wait for a free connection."""
        self._pool = pool
        self._seconds = seconds

    async def __aenter__(self) -> Connection:
        """Return a connection. Raises `Unavailable`."""
        # Where a connection is free nobody waits for it, and to look after the time would cost more than to take it.
        seconds = None if self._pool.get_idle_size() else self._seconds
        try:
            self._connection = await self._pool.acquire(timeout=seconds)
        except Exception as error:
            raise _told(error, _NOT_OPENED) from error
        return self._connection

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Give the connection back; raises `Unavailable` for what shows that the server is gone or too busy."""
        closed = isinstance(error, asyncpg.InterfaceError) and _is_closed(self._connection)
        if isinstance(error, asyncpg.InternalClientError):
            self._connection.terminate()
        await self._pool.release(self._connection)
        if closed:
            lost = ConnectionResetError(str(error))
            raise _told(lost, _LOST) from lost
        if isinstance(error, Exception):
            told = _told(error, _LOST)
            if told is not error:
                raise told from error


def _is_closed(connection: Connection) -> bool:
    """Return whether a lent connection is lost; a pool takes back at once what breaks in the middle of a statement."""
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True


@contextmanager
def _telling(lost: tuple[type[Exception], ...]) -> Iterator[None]:
    """Raise what `_told` says of whatever is raised inside the block."""
    try:
        yield
    except Exception as error:
        told = _told(error, lost)
        if told is error:
            raise
        raise told from error


def _told(error: Exception, lost: tuple[type[Exception], ...]) -> Exception:
    """Return `Unavailable` when the server is gone or too busy, and `Invalid` for the one character it does not keep.

    Other errors are returned as they are.
    """
    if isinstance(error, _LATE):
        message = "PostgreSQL has not answered in time"
        return Unavailable(message, [DATABASE_BUSY.report(reason=_reason(error))])
    if isinstance(error, asyncpg.CharacterNotInRepertoireError | asyncpg.UntranslatableCharacterError):
        message = "a text cannot be kept"
        return Invalid(message, [TEXT_NOT_KEPT.report()])
    if isinstance(error, lost):
        message = "PostgreSQL does not answer"
        return Unavailable(message, [NO_CONNECTION.report(reason=_reason(error))])
    return error


def _reason(error: BaseException) -> str:
    """Return what an error says, in one line."""
    return (str(error).splitlines() or [type(error).__name__])[0]
