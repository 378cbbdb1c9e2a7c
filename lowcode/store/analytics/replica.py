"""`Replica`: the DuckDB file that keeps tables by columns, each as of one snapshot of PostgreSQL."""

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import duckdb

from engine_reports.held import HeldColumn
from lowcode.store.analytics import holding
from lowcode.store.analytics.notes import Notes
from lowcode.store.analytics.rows import changed, inserted
from lowcode.store.analytics.table import ReplicaTable

_KEPT: Final = 500
"""How many answers are kept at the most."""
_LARGE: Final = 2_000
"""Rows of an answer from which it is not kept."""
_AGAIN: Final = 3600.0
"""Seconds after which it is looked again whether columns are worth to be held: tables grow."""
_META: Final = """
CREATE TABLE IF NOT EXISTS replica_table (name VARCHAR PRIMARY KEY, digest VARCHAR NOT NULL, document VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS replica_state (name VARCHAR NOT NULL, snapshot VARCHAR);
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the host the replica takes."""

    megabytes: int = 1024
    """Memory."""
    threads: int = 2
    """Threads."""
    held_from: int = 200_000
    """Rows of a table from which columns of other records are held beside them."""
    export: Path | None = None
    """The folder that tables are exported into, which changes are noted for; None when nothing is exported."""


@dataclass(slots=True)
class Applied:
    """What one synchronisation brings: files of rows by table, each as of the same snapshot."""

    snapshot: str
    """The snapshot."""
    loads: dict[ReplicaTable, list[Path]] = field(default_factory=dict)
    """Tables that are filled anew."""
    changes: dict[ReplicaTable, tuple[Path, Path]] = field(default_factory=dict)
    """The keys and the present rows of what has changed."""
    dropped: list[str] = field(default_factory=list)
    """Tables that are forgotten."""
    kept: list[ReplicaTable] = field(default_factory=list)
    """Tables that stay, with or without changes."""


class Replica:
    """The file, open for writing; only one process can have it so. All methods may be called from any thread."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        """Open the file in a folder, made when it is missing, and anew when it cannot be read."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.exchange = folder / "exchange"
        self.exchange.mkdir(exist_ok=True, mode=0o700)
        for left in self.exchange.iterdir():
            left.unlink()
        self._file = folder / "replica.duckdb"
        self._notes = Notes(kept=limits.export is not None)
        self._folders = [self.exchange, *([] if limits.export is None else [limits.export])]
        try:
            self._connection = self._opened(limits)
        except duckdb.Error:
            self._forget_file()
            self._connection = self._opened(limits)
        self._writing = threading.Lock()
        self._least = limits.held_from
        self._declined: dict[tuple[HeldColumn, ...], float] = {}
        self._running: dict[str, duckdb.DuckDBPyConnection] = {}
        self._answers: OrderedDict[str, tuple[tuple[int, ...], list[tuple[Any, ...]]]] = OrderedDict()
        self._changed: dict[str, int] = {}
        self._clock = 0
        self._state, self._tables, self._held = self._stored()

    def _forget_file(self) -> None:
        """Remove a file that cannot be read."""
        for each in self.folder.glob("replica.duckdb*"):
            with suppress(OSError):
                each.unlink()

    def _opened(self, limits: Limits) -> duckdb.DuckDBPyConnection:
        """Return a connection that reads nothing but the file and the folder of exchange."""
        spill = str(self.folder / "spill")
        connection = duckdb.connect(
            str(self._file),
            config={
                "threads": str(limits.threads),
                "memory_limit": f"{limits.megabytes}MB",
                "temp_directory": spill,
                "max_temp_directory_size": f"{limits.megabytes * 4}MB",
                "preserve_insertion_order": "true",
            },
        )
        try:
            self._prepared(connection)
        except duckdb.Error:
            connection.close()
            raise
        return connection

    def _prepared(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the tables about the replica itself, and lock the connection in."""
        connection.execute(_META)
        connection.execute(holding.MADE)
        connection.execute("SELECT name, digest, document FROM replica_table LIMIT 0")
        if not connection.execute("SELECT count(*) FROM replica_state").fetchone()[0]:  # type: ignore[index]
            connection.execute("INSERT INTO replica_state VALUES (?, NULL)", [uuid4().hex])
        connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        self._notes.prepare(connection)
        folders = ", ".join("'" + str(one).replace("'", "''") + "/'" for one in self._folders)
        connection.execute(f"SET allowed_directories = [{folders}]")
        connection.execute("SET enable_external_access = false; SET lock_configuration = true")

    def close(self) -> None:
        """Close the file."""
        with self._writing:
            self._connection.close()

    # --- what it holds ------------------------------------------------------------------------------------------------

    @property
    def state(self) -> tuple[str, str | None]:
        """The name of the replica, and the snapshot that it shows; None before the first."""
        return self._state

    def tables(self) -> dict[str, str]:
        """Return the digests of the tables that it holds, by name."""
        return self._tables.copy()

    def _stored(self) -> tuple[tuple[str, str | None], dict[str, str], dict[HeldColumn, bool]]:
        """Return what the file says of itself: every question needs it, and it changes only when rows do."""
        cursor = self._connection.cursor()
        row = cursor.execute("SELECT name, snapshot FROM replica_state").fetchone()
        assert row is not None
        tables = dict(cursor.execute("SELECT name, digest FROM replica_table").fetchall())
        return (row[0], row[1]), tables, holding.stored(cursor)

    def known(self) -> dict[str, ReplicaTable]:
        """Return how the tables look that it holds, by name; those of another version of the product are left out."""
        rows = self._connection.cursor().execute("SELECT digest, document FROM replica_table").fetchall()
        tables = [(digest, ReplicaTable.of(json.loads(document))) for digest, document in rows]
        return {one.name: one for digest, one in tables if one.digest == digest}

    def reset(self) -> None:
        """Forget all tables."""
        self.apply(Applied("", dropped=list(self.tables())))

    # --- writing ------------------------------------------------------------------------------------------------------

    def apply(self, work: Applied) -> None:
        """Bring it to another snapshot, in one transaction; the files are removed."""
        with self.writing() as cursor:
            for name in work.dropped:
                cursor.execute(f'DROP TABLE IF EXISTS "{name}"')
                cursor.execute("DELETE FROM replica_table WHERE name = ?", [name])
                holding.forget(cursor, name)
            self._notes.whole(cursor, [*work.dropped, *(one.name for one in work.loads)])
            for table, (keys, _) in work.changes.items():
                self._notes.some(cursor, table.name, keys)
            touched = self._write(cursor, work)
            cursor.execute("UPDATE replica_state SET snapshot = ?", [work.snapshot or None])
        self._state, self._tables, self._held = self._stored()
        self._clock += 1
        for name in [*work.dropped, *touched]:
            self._changed[name] = self._clock

    def _write(self, cursor: duckdb.DuckDBPyConnection, work: Applied) -> set[str]:
        """Write tables and changes; return the names of the tables whose rows are others now.

        Records come before the rows that have columns of them beside their own.
        """
        touched = {one.name for one in (*work.loads, *work.changes)}
        for table in work.loads:
            holding.forget(cursor, table.name)
        held = [*holding.stored(cursor)]
        followed = holding.Followed(cursor, held)
        for table, (keys, _) in work.changes.items():
            followed.before(table.name, keys)
        for table, files in work.loads.items():
            if table.above is None:
                self._load(cursor, table, files)
        for table, pair in work.changes.items():
            if table.above is None:
                touched |= changed(cursor, table, pair, [one for one in work.kept if _beside(one, table)], held)
        for table, files in work.loads.items():
            if table.above is not None:
                self._load(cursor, table, files)
        for table, pair in work.changes.items():
            if table.above is not None:
                changed(cursor, table, pair, (), held)
        followed.after()
        return touched

    def _load(self, cursor: duckdb.DuckDBPyConnection, table: ReplicaTable, files: Sequence[Path]) -> None:
        """Fill a table with the rows of files, and remove these."""
        cursor.execute(f'DROP TABLE IF EXISTS "{table.name}"')
        cursor.execute(f'CREATE TABLE "{table.name}" ({table.created})')
        for file in files:
            inserted(cursor, table, file)
        row = [table.name, table.digest, json.dumps(table.document())]
        cursor.execute("INSERT OR REPLACE INTO replica_table VALUES (?, ?, ?)", row)

    # --- what is held beside rows -------------------------------------------------------------------------------------

    def holds(self, columns: Sequence[HeldColumn]) -> bool:
        """Return whether questions can read columns of records beside the rows that refer to them."""
        return all(self._held.get(one, False) for one in columns)

    def hold(self, columns: Sequence[HeldColumn]) -> None:
        """Hold columns of records beside the rows of one table that refer to them, where that is worth the room.

        They are filled step by step, so that changes and those who ask meanwhile do not wait for all of it.
        """
        missing = tuple(one for one in columns if one not in self._held)
        if not missing or time.monotonic() - self._declined.get(missing, -_AGAIN) < _AGAIN:
            return
        try:
            self._hold(missing)
        except duckdb.Error:
            # The rows are looked up as before; what is half filled is of no use.
            self._declined[missing] = time.monotonic()
            with self._holding() as cursor:
                holding.give_up(cursor, missing)

    def _hold(self, missing: tuple[HeldColumn, ...]) -> None:
        """Make columns and fill them."""
        with self._holding() as cursor:
            known = sum(one.table == missing[0].table for one in self._held)
            if not holding.worth(cursor, missing, known, self._least):
                self._declined[missing] = time.monotonic()
                return
            steps = holding.begin(cursor, missing)
        for step in steps:
            with self._holding() as cursor:
                if any(one not in self._held for one in missing):
                    return
                holding.fill(cursor, step)
        with self._holding() as cursor:
            # What was filled anew meanwhile holds nothing.
            if all(one in self._held for one in missing):
                holding.filled(cursor, missing)

    @contextmanager
    def _holding(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Hold a cursor inside the block, one transaction that no synchronisation disturbs."""
        with self._writing:
            with self.reading() as cursor:
                yield cursor
            self._held = self._stored()[2]

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Hold a cursor inside the block, one transaction, that alone writes; what raises undoes all."""
        with self._writing, self.reading() as cursor:
            yield cursor

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Hold a cursor inside the block, one transaction: all of it sees the same rows. What raises undoes all."""
        cursor = self._connection.cursor()
        cursor.execute("BEGIN")
        try:
            yield cursor
            cursor.execute("COMMIT")
        except BaseException:
            with suppress(duckdb.Error):
                cursor.execute("ROLLBACK")
            raise
        finally:
            cursor.close()

    # --- asking -------------------------------------------------------------------------------------------------------

    def ask(
        self, run: str, text: str, parameters: Sequence[Any], tables: Sequence[str], seconds: float
    ) -> tuple[list[tuple[Any, ...]], bool]:
        """Return the rows of a question, and whether they had been computed before of the same rows.

        `run` is what it can be cancelled by. Raises `TimeoutError`, and what DuckDB raises.
        """
        place = self.place(tables)
        known = self.kept(text, parameters, place)
        if known is not None:
            return known, True
        cursor = self._connection.cursor()
        late = threading.Event()

        def stop() -> None:
            late.set()
            cursor.interrupt()

        timer = threading.Timer(seconds, stop)
        self._running[run] = cursor
        timer.start()
        try:
            rows = cursor.execute(text, list(parameters)).fetchall()
        except duckdb.InterruptException:
            if late.is_set():
                raise TimeoutError from None
            raise
        finally:
            timer.cancel()
            self._running.pop(run, None)
            cursor.close()
        self.keep(text, parameters, place, rows)
        return rows, False

    def place(self, tables: Sequence[str]) -> tuple[int, ...]:
        """Return what changes with the rows of tables."""
        return tuple(self._changed.get(one, 0) for one in tables)

    def kept(self, text: str, parameters: Sequence[Any], place: tuple[int, ...]) -> list[tuple[Any, ...]] | None:
        """Return the rows of a question that were computed of the same rows before; None when there are none."""
        key = repr((text, parameters))
        known = self._answers.get(key)
        if known is None or known[0] != place:
            return None
        self._answers.move_to_end(key)
        return known[1]

    def keep(self, text: str, parameters: Sequence[Any], place: tuple[int, ...], rows: list[tuple[Any, ...]]) -> None:
        """Keep an answer, unless it is large."""
        if len(rows) <= _LARGE:
            self._answers[repr((text, parameters))] = place, rows
            if len(self._answers) > _KEPT:
                self._answers.popitem(last=False)

    def cancel(self, run: str) -> None:
        """Cancel a question."""
        found = self._running.get(run)
        if found is not None:
            found.interrupt()


def _beside(rows: ReplicaTable, table: ReplicaTable) -> bool:
    """Return whether rows have columns of the records of a table beside their own."""
    return rows.above is not None and rows.above.table == table.name
