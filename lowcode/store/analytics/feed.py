"""`Feed`: what has changed in PostgreSQL since a snapshot, and the rows as they are in the next one.

A statement trigger of each table that is followed writes the keys of changed rows and their transaction into the log
`report_change`. What the present snapshot sees of the log and the last one did not see is exactly what has to be taken
over, however long transactions were open and in whatever order they ended.
"""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg

from lowcode.store.analytics.replica import Applied
from lowcode.store.analytics.table import NULL, ReplicaTable
from lowcode.store.statement import Connection

_PAGES: Final = 16_384
"""Pages of a table (128 MB) that are copied into one file."""
_WAIT: Final = "300ms"
"""How long making a trigger waits for a table; writers wait behind it, so it is short."""
_PAUSE: Final = 2.0
"""Seconds until that is tried again."""
_FORGOTTEN: Final = "1 hour"
"""After how long a reader that says nothing is forgotten."""
_LOGGED: Final = """
xid >= CAST(CAST(pg_snapshot_xmin(CAST(CAST($1 AS text) AS pg_snapshot)) AS text) AS bigint)
    AND NOT pg_visible_in_snapshot(CAST(CAST(xid AS text) AS xid8), CAST(CAST($1 AS text) AS pg_snapshot))
    AND name = ANY ($2)
"""
"""What the present snapshot sees in the log and an earlier one has not seen, of some tables."""
_CHANGES: Final = f"SELECT name, key FROM report_change WHERE {_LOGGED} GROUP BY name, key"
_GLANCE: Final = f"""
SELECT CAST(pg_current_snapshot() AS text) AS snapshot, EXISTS (SELECT FROM report_change WHERE {_LOGGED}) AS changed
FROM report_reader WHERE name = $3
"""
_TRIGGERS: Final = """
SELECT c.relname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
WHERE c.relnamespace = current_schema()::regnamespace AND t.tgname = 'report_insert'
"""
_NEWER: Final = """
SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS numeric)
    >= CAST(CAST(pg_snapshot_xmax(CAST(CAST($1 AS text) AS pg_snapshot)) AS text) AS numeric)
    AND EXISTS (SELECT FROM report_reader WHERE name = $2)
"""
_NOW: Final = "SELECT CAST(pg_current_snapshot() AS text) FROM report_reader WHERE name = $1"
_SEEN: Final = """
INSERT INTO report_reader (name, snapshot, seen_at) VALUES ($1, $2, now())
ON CONFLICT (name) DO UPDATE SET snapshot = excluded.snapshot, seen_at = excluded.seen_at
"""
_LEAVE: Final = "DELETE FROM report_reader WHERE seen_at < now() - make_interval(days => $1)"
_TIDY: Final = f"""
WITH gone AS (DELETE FROM report_reader WHERE seen_at < now() - INTERVAL '{_FORGOTTEN}')
DELETE FROM report_change WHERE xid < (
    SELECT min(CAST(CAST(pg_snapshot_xmin(CAST(snapshot AS pg_snapshot)) AS text) AS bigint)) FROM report_reader
    WHERE seen_at >= now() - INTERVAL '{_FORGOTTEN}'
)
"""


class Feed:
    """A connection of its own to PostgreSQL, by which one replica follows the records. One call at a time."""

    def __init__(self, connection: "asyncpg.Connection[Any]", exchange: Path) -> None:
        """Take the connection, with the workspace as its search path, and the folder that files are put into."""
        self._connection = connection
        self._exchange = exchange
        self._followed: set[str] | None = None
        self._next_try = 0.0

    async def knows(self, name: str, snapshot: str) -> bool:
        """Return whether the log still holds everything after the snapshot of a reader."""
        found: bool = await self._connection.fetchval(_NEWER, snapshot, name)
        return found

    async def follow(self, tables: Sequence[str]) -> bool:
        """Let changes of tables be logged from now on; return whether all are.

        A table at which a transaction has been writing for long is left for the next time: nobody waits for reports.
        """
        if self._followed is None:
            self._followed = {row["relname"] for row in await self._connection.fetch(_TRIGGERS)}
        missing = [name for name in tables if name not in self._followed]
        if missing and time.monotonic() < self._next_try:
            return False
        for name in missing:
            try:
                async with self._connection.transaction():
                    await self._connection.execute(f"SET LOCAL lock_timeout = '{_WAIT}'")
                    await self._connection.execute(_triggers(name))
            except asyncpg.LockNotAvailableError:
                self._next_try = time.monotonic() + _PAUSE
                return False
            except asyncpg.DuplicateObjectError:
                pass
            self._followed.add(name)
        return True

    async def take(
        self,
        reader: str,
        last: str | None,
        held: Mapping[str, str],
        wanted: Mapping[str, ReplicaTable],
        known: Mapping[str, ReplicaTable],
    ) -> Applied | None:
        """Return what brings a replica from its last snapshot to a new one; None for a reader that was forgotten.

        `held` are the digests of the tables that it holds, `wanted` the tables that it has to hold, and `known` how
        those look that it holds.
        """
        complete = held.keys() <= known.keys() and all(held.get(name) == one.digest for name, one in wanted.items())
        if last is not None and complete:
            # Nearly always nothing has changed, which one statement says as of its own snapshot.
            row = await self._connection.fetchrow(_GLANCE, last, [*held], reader)
            if row is None or not row["changed"]:
                return None if row is None else Applied(row["snapshot"])
        async with self._connection.transaction(isolation="repeatable_read", readonly=True):
            snapshot: str | None = await self._connection.fetchval(_NOW, reader)
            if snapshot is None:
                return None
            work = Applied(snapshot)
            fresh = {name for name, one in wanted.items() if held.get(name) != one.digest}
            followed = {name: one for name, one in known.items() if name in held and name not in fresh}
            work.dropped = [name for name in held if name not in followed and name not in fresh]
            keys: dict[str, list[UUID]] = defaultdict(list)
            if last is not None and followed:
                for row in await self._connection.fetch(_CHANGES, last, list(followed)):
                    if row["key"] is None:
                        fresh.add(row["name"])
                    else:
                        keys[row["name"]].append(row["key"])
            elif followed:
                fresh |= followed.keys()
            # Rows that have columns of records beside them are filled anew with these.
            fresh |= {name for name, one in followed.items() if one.above is not None and one.above.table in fresh}
            for name in fresh:
                table = wanted.get(name) or known[name]
                work.loads[table] = await self._whole(table)
            work.kept = [one for name, one in followed.items() if name not in fresh]
            for name, changed in keys.items():
                if name not in fresh:
                    work.changes[followed[name]] = await self._some(followed[name], changed)
        return work

    async def _whole(self, table: ReplicaTable) -> list[Path]:
        """Return files with all rows of a table."""
        pages = await self._connection.fetchval(
            "SELECT pg_relation_size(CAST($1 AS regclass)) / current_setting('block_size')::bigint", f'"{table.name}"'
        )
        files = []
        for first in range(0, max(pages, 1), _PAGES):
            # The last file has no end: the table may have grown since, by rows that the snapshot does not see.
            until = f" AND r.ctid < '({first + _PAGES},0)'" if first + _PAGES < pages else ""
            query = f"SELECT {table.copied} FROM \"{table.name}\" AS r WHERE r.ctid >= '({first},0)'{until}"
            files.append(await self._copied(query))
        return files

    async def _some(self, table: ReplicaTable, keys: Sequence[UUID]) -> tuple[Path, Path]:
        """Return files with keys, and with the rows that have them now."""
        listed = self._file()
        listed.write_text("".join(f"{key}\n" for key in keys))
        # Bound values cannot be copied from; keys are UUIDs, which need no quoting.
        among = ",".join(map(str, keys))
        query = f"SELECT {table.copied} FROM \"{table.name}\" AS r WHERE r.id = ANY (CAST('{{{among}}}' AS uuid[]))"
        return listed, await self._copied(query)

    async def _copied(self, query: str) -> Path:
        """Return a file with the rows of a query."""
        file = self._file()
        await self._connection.copy_from_query(query, output=file, format="csv", null=NULL)
        return file

    def _file(self) -> Path:
        """Return a new place for a file."""
        return self._exchange / f"{uuid4().hex}.csv"

    async def seen(self, name: str, snapshot: str) -> None:
        """Note how far a reader has come, and forget what every reader has taken."""
        await self._connection.execute(_SEEN, name, snapshot)
        await self._connection.execute(_TIDY)


async def unfollow(connection: Connection, days: int) -> int:
    """Stop logging changes when no replica has asked for them for some days; return how many tables were let go.

    Raises `LockNotAvailableError` when somebody has been writing for long; another time will do.
    """
    async with connection.transaction():
        await connection.execute(_LEAVE, days)
        if await connection.fetchval("SELECT EXISTS (SELECT FROM report_reader)"):
            return 0
        await connection.execute(f"SET LOCAL lock_timeout = '{_WAIT}'")
        names = [row["relname"] for row in await connection.fetch(_TRIGGERS)]
        for name in names:
            for event in ("insert", "update", "delete", "truncate"):
                await connection.execute(f'DROP TRIGGER IF EXISTS report_{event} ON "{name}"')
        await connection.execute("DELETE FROM report_change")
    return len(names)


def _triggers(name: str) -> str:
    """Return the statement that makes the triggers of a table."""
    made = [
        f'CREATE TRIGGER report_{event} AFTER {event.upper()} ON "{name}" REFERENCING {rows} TABLE AS changed '
        "FOR EACH STATEMENT EXECUTE FUNCTION note_report_change()"
        for event, rows in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD"))
    ]
    made.append(
        f'CREATE TRIGGER report_truncate AFTER TRUNCATE ON "{name}" FOR EACH STATEMENT '
        "EXECUTE FUNCTION note_report_change()"
    )
    return "; ".join(made)
