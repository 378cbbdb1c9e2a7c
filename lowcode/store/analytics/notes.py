"""`Notes`: which rows of the replica have changed since its tables were exported, kept inside of its own file."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import duckdb

from lowcode.store.analytics.files import KEYS, csv

_NOTED: Final = 200_000
"""How many changed keys of a table are noted; with more all of it is exported anew."""
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS replica_export (run VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS replica_exported (name VARCHAR PRIMARY KEY);
CREATE TABLE IF NOT EXISTS replica_note (name VARCHAR NOT NULL, row_key UUID, batch VARCHAR NOT NULL);
"""
_FORGET: Final = """
DROP TABLE IF EXISTS replica_export; DROP TABLE IF EXISTS replica_exported; DROP TABLE IF EXISTS replica_note
"""


class Notes:
    """What the replica notes with each change, in the same transaction."""

    def __init__(self, *, kept: bool) -> None:
        """Take whether anything is noted: without an export nothing is."""
        self.kept = kept

    def prepare(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the tables; where nothing is noted what is there is forgotten, since it would miss something."""
        if not self.kept:
            connection.execute(_FORGET)
            return
        connection.execute(_TABLES)
        if not connection.execute("SELECT count(*) FROM replica_export").fetchone()[0]:  # type: ignore[index]
            connection.execute("INSERT INTO replica_export VALUES (?)", [uuid4().hex])

    def whole(self, cursor: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
        """Note that all rows of tables may be others."""
        if self.kept:
            for name in names:
                cursor.execute("DELETE FROM replica_note WHERE name = ?", [name])
                cursor.execute(
                    "INSERT INTO replica_note SELECT name, NULL, ? FROM replica_exported WHERE name = ?",
                    [uuid4().hex, name],
                )

    def some(self, cursor: duckdb.DuckDBPyConnection, name: str, keys: Path) -> None:
        """Note the changed keys of a table that a file lists."""
        if not self.kept or not keys.stat().st_size:
            return
        cursor.execute(
            f"INSERT INTO replica_note SELECT name, k, ? FROM replica_exported, {csv(keys, KEYS)} WHERE name = ?",
            [uuid4().hex, name],
        )
        row = cursor.execute("SELECT count(*) FROM replica_note WHERE name = ?", [name]).fetchone()
        if row is not None and row[0] > _NOTED:
            self.whole(cursor, [name])


def follow(cursor: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    """Let changes of tables be noted from now on."""
    for name in names:
        cursor.execute("INSERT INTO replica_exported VALUES (?) ON CONFLICT DO NOTHING", [name])


def changes(cursor: duckdb.DuckDBPyConnection, name: str) -> tuple[list[UUID] | None, set[str]]:
    """Return the keys of a table that have changed, None for all of them, and what `forget` takes."""
    rows = cursor.execute("SELECT row_key, batch FROM replica_note WHERE name = ?", [name]).fetchall()
    keys = None if any(key is None for key, _ in rows) else [key for key, _ in rows]
    return keys, {batch for _, batch in rows}


def forget(cursor: duckdb.DuckDBPyConnection, seen: Iterable[str]) -> None:
    """Forget the notes that have been seen; those that have come since stay."""
    cursor.execute("DELETE FROM replica_note WHERE batch IN (SELECT unnest(?))", [list(seen)])
