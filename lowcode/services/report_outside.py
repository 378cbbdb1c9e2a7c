"""`OutsideSource`: questions about external tables, computed by the databases that hold them.

They are asked by a connection that an administrator has set up, in a transaction that only reads, within limits of time
and of groups. Where the server may not call, no question goes either.
"""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
import httpcore

from engine_reports.external import ExternalTable
from lowcode.bundle.named_dataset import NamedDataset
from lowcode.bundle.parsing import file_of
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Invalid, LowcodeError, Unavailable
from lowcode.services.connections import Connections, Opened
from lowcode.services.outbound import Guard
from lowcode.services.report_codes import AWAY, NO_SUCH_COLUMN, NO_SUCH_TABLE, NOT_A_DATABASE, TOO_MANY_GROUPS
from lowcode.services.report_messages import MOST_ROWS
from lowcode.services.report_source import Found, Question, not_computed, too_slow
from lowcode.settings import Settings
from lowcode.store.database import Database

_CONNECT: Final = 10.0
"""Seconds that a database may take to accept a connection."""
_MOST: Final = MOST_ROWS + 1_000
"""Rows of an answer that are fetched, totals among them."""
_AT_ONCE: Final = 4
"""Questions that one connection answers at once; others wait."""
_MODES: Final = frozenset({"disable", "prefer", "require", "verify-full"})
_NEAR: Final = """
SELECT format('%s.%s', table_schema, table_name) AS name FROM information_schema.tables
WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
ORDER BY table_name <> $1, table_schema, table_name LIMIT 20
"""
_COLUMNS: Final = """
SELECT attname AS name FROM pg_attribute
WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
    AND has_column_privilege(attrelid, attnum, 'SELECT')
"""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a database is."""

    host: str
    port: int
    database: str
    mode: str
    user: str
    password: str


class _Named(ssl.SSLContext):
    """A context that asks for the certificate of a host by its name, though it is called by an address."""

    host: str = ""

    def wrap_bio(self, *args: Any, **named: Any) -> ssl.SSLObject:
        """Return what encrypts, for the host by its name."""
        return super().wrap_bio(*args, **{**named, "server_hostname": self.host})


class OutsideSource:
    """Other databases, each by its connection."""

    def __init__(self, database: Database, settings: Settings) -> None:
        """Take the workspace with its connections, and the settings that say what may be called and for how long."""
        self._connections = Connections(database, settings)
        self._guard = Guard(settings.http_allowed)
        self._seconds = settings.report_seconds
        self._turns: dict[str, asyncio.Semaphore] = {}

    async def find(self, question: Question) -> Found | None:
        """Return the groups of a question about an external table; None for others.

        Raises `Invalid` for one that cannot be computed, `Unavailable` when the other database does not answer.
        """
        table = question.subject.dataset.external
        if table is None:
            return None
        compiled = question.compiled("postgres")
        async with self._turns.setdefault(table.connection, asyncio.Semaphore(_AT_ONCE)):
            at = clock.now()
            began = time.perf_counter()
            async with self.session(table.connection) as connection:
                rows = await self._rows(connection, compiled.text, compiled.bind())
        took = (time.perf_counter() - began) * 1000
        if len(rows) > _MOST:
            message = "the answer has too many groups"
            raise Invalid(message, [TOO_MANY_GROUPS.report(limit=MOST_ROWS)])
        return Found(compiled, compiled.read([tuple(row) for row in rows]), "external", at, took)

    async def problems(self, table: ExternalTable) -> list[Diagnostic]:
        """Return what is wrong with a table as it is now, by JSON pointer inside of it."""
        try:
            async with self.session(table.connection) as connection:
                return await _compared(connection, table)
        except LowcodeError as error:
            return [one.at("/connection") for one in error.diagnostics]

    @asynccontextmanager
    async def session(self, name: str) -> "AsyncIterator[asyncpg.Connection[Any]]":
        """Hold a connection to a database inside the block. Raises what it does not answer as our errors."""
        connection = await self._opened(name)
        try:
            yield connection
            await connection.close(timeout=2)
        except (asyncpg.QueryCanceledError, TimeoutError) as error:
            raise too_slow(self._seconds) from error
        except (OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError) as error:
            raise _away(name, error) from error
        except asyncpg.PostgresError as error:
            reason = f"{name}: {error}"
            raise not_computed(reason) from error
        finally:
            connection.terminate()

    async def _rows(self, connection: "asyncpg.Connection[Any]", text: str, values: Any) -> list[Any]:
        """Return the rows of an answer, one more than there may be at the most."""
        async with (
            asyncio.timeout(self._seconds + 2),
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            await connection.execute(f"SET LOCAL statement_timeout = {int(self._seconds * 1000)}; SET LOCAL jit = off")
            cursor = await connection.cursor(text, *values)
            found: list[Any] = await cursor.fetch(_MOST + 1)
            return found

    async def _opened(self, name: str) -> "asyncpg.Connection[Any]":
        """Return a connection to a database. Raises `NotFound`, `Invalid`, `Forbidden`, `Unavailable`."""
        place = _place(await self._connections.opened(name))
        try:
            addresses = await self._guard.addresses(place.host, place.port)
            async with asyncio.timeout(_CONNECT):
                return await asyncpg.connect(
                    host=addresses[0],
                    port=place.port,
                    user=place.user,
                    password=place.password,
                    database=place.database,
                    ssl=_encryption(place),
                    statement_cache_size=0,
                    server_settings={
                        "application_name": "lowcode reports",
                        "timezone": str(clock.zone()),
                        "default_transaction_read_only": "on",
                    },
                )
        except (OSError, TimeoutError, httpcore.ConnectError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise _away(name, error) from error

    async def look(self, datasets: Mapping[str, NamedDataset]) -> list[Diagnostic]:
        """Return what only deserves a look of the external tables of an app, by file and JSON pointer.

        It keeps nothing from being published: the other database may be away, or be changed at any time.
        """
        found = []
        for name, one in datasets.items():
            if one.table is not None:
                path = f"{file_of('datasets', name)}/table"
                found += [replace(each.at(path), severity="warning") for each in await self.problems(one.table)]
        return found


async def _compared(connection: "asyncpg.Connection[Any]", table: ExternalTable) -> list[Diagnostic]:
    """Return what a table lacks in the other database."""
    place = await connection.fetchval(
        "SELECT CASE WHEN $1::text IS NULL THEN quote_ident($2) ELSE format('%I.%I', $1::text, $2::text) END",
        table.schema_,
        table.table,
    )
    known = [row["name"] for row in await connection.fetch(_COLUMNS, place)]
    if not known:
        near = ", ".join([row["name"] for row in await connection.fetch(_NEAR, table.table)]) or "–"
        return [NO_SUCH_TABLE.report(None, "/table", name=table.connection, table=place, known=near)]
    return [
        NO_SUCH_COLUMN.report(None, f"/columns/{at}/column", table=place, column=one.kept, known=", ".join(known[:60]))
        for at, one in enumerate(table.columns)
        if one.kept not in known
    ]


def _place(opened: Opened) -> _Place:
    """Return where a database is. Raises `Invalid` for a connection that is none to a database."""
    parts = urlsplit(opened.url)
    user, _, password = opened.secret.partition(":")
    mode = parse_qs(parts.query).get("sslmode", ["prefer"])[0]
    right = parts.scheme in {"postgresql", "postgres"} and mode in _MODES
    if opened.kind != "database" or not right or not parts.hostname or not user:
        message = f"{opened.name} is no connection to a database"
        raise Invalid(message, [NOT_A_DATABASE.report(name=opened.name)])
    return _Place(parts.hostname, parts.port or 5432, unquote(parts.path.strip("/")) or user, mode, user, password)


def _encryption(place: _Place) -> Any:
    """Return how the way to a database is encrypted, as the driver takes it."""
    if place.mode != "verify-full":
        return place.mode
    context = _Named(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    context.host = place.host
    return context


def _away(name: str, error: BaseException) -> Unavailable:
    """Return the error that a database does not answer."""
    reason = (str(error).splitlines() or [""])[0].rstrip(".") or type(error).__name__
    message = f"the database of {name} does not answer: {reason}"
    return Unavailable(message, [AWAY.report(name=name, reason=reason[:200])])
