"""Rows on their way into the replica: out of files, in the place of those that have changed, and beside their records.

Rows of a sub-table have the columns of their record beside their own, so that no question has to join the two: that
costs most of the time of one over millions of rows. They follow when the record changes in one of these columns.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb

from lowcode.store.analytics.table import NULL, ReplicaTable, beside

_KEYS: Final = "'k': 'UUID'"
_CHANGED: Final = "replica_changed"
"""The temporary table with the keys of the records whose columns beside rows are others now."""


def inserted(cursor: duckdb.DuckDBPyConnection, table: ReplicaTable, file: Path) -> None:
    """Add the rows of a file to a table, with the columns of their records, and remove the file."""
    if file.stat().st_size:
        rows = f"SELECT {table.read} FROM {_csv(file, table.file_types)}"
        if table.above is not None:
            columns = ", ".join(["s.*", *(f'p."{one.name}"' for one in table.above.columns)])
            rows = f'SELECT {columns} FROM ({rows}) AS s JOIN "{table.above.table}" AS p ON p.id = s.parent_id'
        cursor.execute(f'INSERT INTO "{table.name}" {rows}')
    file.unlink()


def changed(
    cursor: duckdb.DuckDBPyConnection, table: ReplicaTable, files: tuple[Path, Path], rows: Sequence[ReplicaTable]
) -> set[str]:
    """Put the rows of a file in the place of those with the keys of another, and remove both.

    `rows` are the tables that have columns of this one beside their own; returns the names of those that have changed.
    """
    keys, present = files
    found = cursor.execute(f"SELECT min(k), max(k), count(*) FROM {_csv(keys, _KEYS)}").fetchone()
    assert found is not None
    least, greatest, count = found
    moved = ""
    if count:
        bounds = _between(least, greatest)
        # Keys grow with time: their bounds let most of a table be skipped.
        within = f"{bounds} AND id IN (SELECT k FROM {_csv(keys, _KEYS)})" if count > 1 else bounds
        if rows and present.stat().st_size:
            moved = _moved(cursor, table, rows, present, f"id {within}")
        cursor.execute(f'DELETE FROM "{table.name}" WHERE id {within}')
    inserted(cursor, table, present)
    keys.unlink()
    if not moved:
        return set()
    for one in rows:
        _follow(cursor, one, moved)
    return {one.name for one in rows}


def _between(least: object, greatest: object) -> str:
    """Return the condition that a key lies between two others."""
    return f"BETWEEN CAST('{least}' AS UUID) AND CAST('{greatest}' AS UUID)"


def _moved(
    cursor: duckdb.DuckDBPyConnection, table: ReplicaTable, rows: Sequence[ReplicaTable], file: Path, within: str
) -> str:
    """Return which records have other columns beside rows than the file says, as bounds of keys; empty for none.

    Where there are several, the table of what has changed holds their keys.
    """
    names = dict.fromkeys(each.name for one in rows if one.above is not None for each in one.above.columns)
    listed = ", ".join(f'"{name}"' for name in names)
    new = f"SELECT id, {listed} FROM (SELECT {table.read} FROM {_csv(file, table.file_types)})"
    old = f'SELECT id, {listed} FROM "{table.name}" WHERE {within}'
    others = f"SELECT id FROM ({new} EXCEPT {old})"
    found = cursor.execute(f"SELECT min(id), max(id), count(*) FROM ({others})").fetchone()
    if found is None or not found[2]:
        return ""
    if found[2] > 1:
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE {_CHANGED} AS {others}")
        return f"{_between(*found[:2])} AND {{key}} IN (SELECT id FROM {_CHANGED})"
    return _between(*found[:2])


def _follow(cursor: duckdb.DuckDBPyConnection, rows: ReplicaTable, moved: str) -> None:
    """Bring the columns beside rows up to date with the records that have changed."""
    assert rows.above is not None
    columns = ", ".join(f'"{beside(one.name)}" = p."{one.name}"' for one in rows.above.columns)
    records = f'SELECT * FROM "{rows.above.table}" WHERE id {moved.format(key="id")}'
    bounds = moved.partition(" AND {key}")[0]
    cursor.execute(
        f'UPDATE "{rows.name}" SET {columns} FROM ({records}) AS p '
        f'WHERE "{rows.name}".parent_id = p.id AND "{rows.name}".parent_id {bounds}'
    )


def _csv(file: Path, types: str) -> str:
    """Return a file as DuckDB reads it."""
    return (
        f"read_csv('{file}', header = false, auto_detect = false, columns = {{{types}}}, nullstr = '{NULL}', "
        "allow_quoted_nulls = false, quote = '\"', escape = '\"', delim = ',', new_line = '\\n', "
        "max_line_size = 16777216)"
    )
