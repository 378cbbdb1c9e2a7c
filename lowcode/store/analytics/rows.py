"""Rows on their way into the replica: out of files, in the place of those that have changed, and beside their records.

Rows of a sub-table have the columns of their record beside their own, so that no question has to join the two: that
costs most of the time of one over millions of rows. They follow when the record changes in one of these columns.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb

from engine_reports.held import HeldColumn
from lowcode.store.analytics.files import KEYS, between, csv
from lowcode.store.analytics.holding import looked_up
from lowcode.store.analytics.table import ReplicaTable, beside

_CHANGED: Final = "replica_changed"
"""The temporary table with the keys of the records whose columns beside rows are others now."""


def inserted(
    cursor: duckdb.DuckDBPyConnection, table: ReplicaTable, file: Path, held: Sequence[HeldColumn] = ()
) -> None:
    """Add the rows of a file to a table, with the columns of their records, and remove the file."""
    if file.stat().st_size:
        rows = f"SELECT {table.read} FROM {csv(file, table.file_types)}"
        if table.above is not None:
            columns = ", ".join(["s.*", *(f'p."{one.name}" AS "{beside(one.name)}"' for one in table.above.columns)])
            rows = f'SELECT {columns} FROM ({rows}) AS s JOIN "{table.above.table}" AS p ON p.id = s.parent_id'
        rows, more = looked_up(rows, held) if held else (rows, [])
        names = ", ".join(f'"{one}"' for one in (*table.names, *more))
        cursor.execute(f'INSERT INTO "{table.name}" ({names}) {rows}')
    file.unlink()


def changed(
    cursor: duckdb.DuckDBPyConnection,
    table: ReplicaTable,
    files: tuple[Path, Path],
    rows: Sequence[ReplicaTable],
    held: Sequence[HeldColumn] = (),
) -> set[str]:
    """Put the rows of a file in the place of those with the keys of another, and remove both.

    `rows` are the tables that have columns of this one beside their own; returns the names of those that have changed.
    `held` is what is held besides, of whatever table.
    """
    keys, present = files
    found = cursor.execute(f"SELECT min(k), max(k), count(*) FROM {csv(keys, KEYS)}").fetchone()
    assert found is not None
    least, greatest, count = found
    moved = ""
    if count:
        bounds = between(least, greatest)
        # Keys grow with time: their bounds let most of a table be skipped.
        within = f"{bounds} AND id IN (SELECT k FROM {csv(keys, KEYS)})" if count > 1 else bounds
        if rows and present.stat().st_size:
            moved = _moved(cursor, table, rows, present, f"id {within}")
        cursor.execute(f'DELETE FROM "{table.name}" WHERE id {within}')
    inserted(cursor, table, present, [one for one in held if one.table == table.name])
    keys.unlink()
    if not moved:
        return set()
    for one in rows:
        _follow(cursor, one, moved, [each for each in held if each.table == one.name])
    return {one.name for one in rows}


def _moved(
    cursor: duckdb.DuckDBPyConnection, table: ReplicaTable, rows: Sequence[ReplicaTable], file: Path, within: str
) -> str:
    """Return which records have other columns beside rows than the file says, as bounds of keys; empty for none.

    Where there are several, the table of what has changed holds their keys.
    """
    names = dict.fromkeys(each.name for one in rows if one.above is not None for each in one.above.columns)
    listed = ", ".join(f'"{name}"' for name in names)
    new = f"SELECT id, {listed} FROM (SELECT {table.read} FROM {csv(file, table.file_types)})"
    old = f'SELECT id, {listed} FROM "{table.name}" WHERE {within}'
    others = f"SELECT id FROM ({new} EXCEPT {old})"
    found = cursor.execute(f"SELECT min(id), max(id), count(*) FROM ({others})").fetchone()
    if found is None or not found[2]:
        return ""
    if found[2] > 1:
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE {_CHANGED} AS {others}")
        return f"{between(*found[:2])} AND {{key}} IN (SELECT id FROM {_CHANGED})"
    return between(*found[:2])


def _follow(cursor: duckdb.DuckDBPyConnection, rows: ReplicaTable, moved: str, held: Sequence[HeldColumn]) -> None:
    """Bring the columns beside rows up to date with the records that have changed."""
    assert rows.above is not None
    names = [beside(one.name) for one in rows.above.columns]
    listed = ", ".join(f'"{one.name}" AS "{beside(one.name)}"' for one in rows.above.columns)
    records = f'SELECT id, {listed} FROM "{rows.above.table}" WHERE id {moved.format(key="id")}'
    # What is held by way of the rows' own columns stays as it is.
    records, more = looked_up(records, [one for one in held if one.via in names])
    columns = ", ".join(f'"{one}" = p."{one}"' for one in (*names, *more))
    bounds = moved.partition(" AND {key}")[0]
    cursor.execute(
        f'UPDATE "{rows.name}" SET {columns} FROM ({records}) AS p '
        f'WHERE "{rows.name}".parent_id = p.id AND "{rows.name}".parent_id {bounds}'
    )
