"""`Replica`: the DuckDB file that keeps tables by columns, each as of one snapshot of PostgreSQL."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import duckdb

from lowcode.store.analytics.table import NULL, ReplicaTable

_KEPT: Final = 500
"""How many answers are kept at the most."""
_LARGE: Final = 2_000
"""Rows of an answer from which it is not kept."""
_META: Final = """
CREATE TABLE IF NOT EXISTS replica_table (name VARCHAR PRIMARY KEY, digest VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS replica_state (name VARCHAR NOT NULL, snapshot VARCHAR);
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the host the replica takes."""

    megabytes: int = 1024
    """Memory."""
    threads: int = 2
    """Threads."""


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
        try:
            self._connection = self._opened(limits)
        except duckdb.Error:
            self._forget_file()
            self._connection = self._opened(limits)
        self._writing = threading.Lock()
        self._running: dict[str, duckdb.DuckDBPyConnection] = {}
        self._answers: OrderedDict[str, tuple[tuple[int, ...], list[tuple[Any, ...]]]] = OrderedDict()
        self._changed: dict[str, int] = {}
        self._clock = 0

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
        connection.execute(_META)
        if not connection.execute("SELECT count(*) FROM replica_state").fetchone()[0]:  # type: ignore[index]
            connection.execute("INSERT INTO replica_state VALUES (?, NULL)", [uuid4().hex])
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"SET allowed_directories = ['{self.exchange}/']")
        connection.execute("SET enable_external_access = false; SET lock_configuration = true")
        return connection

    def close(self) -> None:
        """Close the file."""
        with self._writing:
            self._connection.close()

    # --- what it holds ------------------------------------------------------------------------------------------------

    @property
    def state(self) -> tuple[str, str | None]:
        """The name of the replica, and the snapshot that it shows; None before the first."""
        row = self._connection.cursor().execute("SELECT name, snapshot FROM replica_state").fetchone()
        assert row is not None
        return row[0], row[1]

    def tables(self) -> dict[str, str]:
        """Return the digests of the tables that it holds, by name."""
        return dict(self._connection.cursor().execute("SELECT name, digest FROM replica_table").fetchall())

    def reset(self) -> None:
        """Forget all tables."""
        self.apply(Applied("", dropped=list(self.tables())))

    # --- writing ------------------------------------------------------------------------------------------------------

    def apply(self, work: Applied) -> None:
        """Bring it to another snapshot, in one transaction; the files are removed."""
        with self._writing, self._transaction() as cursor:
            for name in work.dropped:
                cursor.execute(f'DROP TABLE IF EXISTS "{name}"')
                cursor.execute("DELETE FROM replica_table WHERE name = ?", [name])
            for table, files in work.loads.items():
                cursor.execute(f'DROP TABLE IF EXISTS "{table.name}"')
                cursor.execute(f'CREATE TABLE "{table.name}" ({table.created})')
                for file in files:
                    self._insert(cursor, table, file)
                cursor.execute("INSERT OR REPLACE INTO replica_table VALUES (?, ?)", [table.name, table.digest])
            for table, (keys, present) in work.changes.items():
                self._delete(cursor, table.name, keys)
                self._insert(cursor, table, present)
            cursor.execute("UPDATE replica_state SET snapshot = ?", [work.snapshot or None])
        self._clock += 1
        for name in [*work.dropped, *(one.name for one in (*work.loads, *work.changes))]:
            self._changed[name] = self._clock

    def _insert(self, cursor: duckdb.DuckDBPyConnection, table: ReplicaTable, file: Path) -> None:
        """Add the rows of a file, and remove it."""
        if file.stat().st_size:
            cursor.execute(f'INSERT INTO "{table.name}" SELECT {table.read} FROM {_csv(file, table.file_types)}')
        file.unlink()

    def _delete(self, cursor: duckdb.DuckDBPyConnection, name: str, file: Path) -> None:
        """Remove the rows with the keys of a file, and the file."""
        found = cursor.execute(f"SELECT min(k), max(k), count(*) FROM {_csv(file, _KEYS)}").fetchone()
        assert found is not None
        least, greatest, count = found
        if count:
            # Keys grow with time: their bounds let most of the table be skipped.
            within = f"id BETWEEN CAST('{least}' AS UUID) AND CAST('{greatest}' AS UUID)"
            among = f"id IN (SELECT k FROM {_csv(file, _KEYS)})" if count > 1 else "TRUE"
            cursor.execute(f'DELETE FROM "{name}" WHERE {within} AND {among}')
        file.unlink()

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Hold a cursor inside the block, one transaction: what raises undoes all."""
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
        key = repr((text, parameters))
        place = tuple(self._changed.get(one, 0) for one in tables)
        known = self._answers.get(key)
        if known is not None and known[0] == place:
            self._answers.move_to_end(key)
            return known[1], True
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
        if len(rows) <= _LARGE:
            self._answers[key] = place, rows
            if len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
        return rows, False

    def cancel(self, run: str) -> None:
        """Cancel a question."""
        found = self._running.get(run)
        if found is not None:
            found.interrupt()


_KEYS: Final = "'k': 'UUID'"


def _csv(file: Path, types: str) -> str:
    """Return a file as DuckDB reads it."""
    return (
        f"read_csv('{file}', header = false, auto_detect = false, columns = {{{types}}}, nullstr = '{NULL}', "
        "allow_quoted_nulls = false, quote = '\"', escape = '\"', delim = ',', new_line = '\\n', "
        "max_line_size = 16777216)"
    )
