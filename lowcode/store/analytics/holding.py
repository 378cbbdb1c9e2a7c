"""Columns of records that are held beside the rows that refer to them, once questions about many rows have read them.

To look a record up for each of ten million rows takes several times as long as what is then computed of them. What is
held follows both the rows and the records, in the transaction that brings these.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Final

import duckdb

from engine_reports.held import HeldColumn
from lowcode.store.analytics.files import KEYS, between, csv

MADE: Final = """
CREATE TABLE IF NOT EXISTS replica_held (
    name VARCHAR NOT NULL, via VARCHAR NOT NULL, target VARCHAR NOT NULL, item VARCHAR NOT NULL, filled BOOLEAN NOT NULL
);
DELETE FROM replica_held WHERE NOT filled;
"""
"""What is held; what was not filled when the owner ended begins anew."""
_STEP: Final = 1_000_000
"""Rows that are filled in one transaction, about: changes of others wait for it."""
_VARIETY: Final = 20_000
"""Different values of a column from which it is not held, since it would take much room."""
_MOST: Final = 40
"""Columns that are held beside the rows of one table at the most."""
_BEFORE: Final = "replica_before"
_MOVED: Final = "replica_moved"
_THERE: Final = "=there"


def stored(cursor: duckdb.DuckDBPyConnection) -> dict[HeldColumn, bool]:
    """Return what is held, and whether it is filled."""
    rows = cursor.execute("SELECT name, via, target, item, filled FROM replica_held ORDER BY rowid").fetchall()
    return {HeldColumn(*row[:4]): row[4] for row in rows}


def forget(cursor: duckdb.DuckDBPyConnection, table: str) -> None:
    """Forget what is held beside the rows of a table, and of its records beside others: they are others now."""
    cursor.execute("DELETE FROM replica_held WHERE name = ? OR target = ?", [table, table])


def worth(cursor: duckdb.DuckDBPyConnection, columns: Sequence[HeldColumn], known: int, least: int) -> bool:
    """Return whether columns should be held: beside many rows, with few values; `known` are held there already."""
    if known + len(columns) > _MOST:
        return False
    if any(_kind(cursor, one).endswith("]") for one in columns):
        return False
    for table in {one.table for one in columns}:
        size = cursor.execute("SELECT estimated_size FROM duckdb_tables() WHERE table_name = ?", [table]).fetchone()
        if size is None or size[0] < least:
            return False
    for target, group in _grouped(columns, "target"):
        counted = ", ".join(f'approx_count_distinct("{one.column}")' for one in group)
        values = cursor.execute(f'SELECT {counted} FROM "{target}"').fetchone()
        if values is None or max(values) > _VARIETY:
            return False
    return True


def begin(cursor: duckdb.DuckDBPyConnection, columns: Iterable[HeldColumn]) -> list[str]:
    """Make the columns, empty as yet; return the keys that part the rows into what is filled at once."""
    tables = dict.fromkeys(one.table for one in columns)
    for one in columns:
        cursor.execute(f'ALTER TABLE "{one.table}" DROP COLUMN IF EXISTS "{one.name}"')
        cursor.execute(f'ALTER TABLE "{one.table}" ADD COLUMN "{one.name}" {_kind(cursor, one)}')
        row = [one.table, one.via, one.target, one.column]
        cursor.execute("INSERT INTO replica_held VALUES (?, ?, ?, ?, false)", row)
    (table,) = tables
    found = cursor.execute(f'SELECT id FROM "{table}" WHERE rowid % {_STEP} = 0 ORDER BY id').fetchall()
    return [str(row[0]) for row in found]


def _kind(cursor: duckdb.DuckDBPyConnection, one: HeldColumn) -> str:
    """Return the type of a column of records; nothing that can be held where there is none."""
    place = [one.target, one.column]
    found = cursor.execute(
        "SELECT data_type FROM duckdb_columns() WHERE table_name = ? AND column_name = ?", place
    ).fetchone()
    return "[]" if found is None else str(found[0])


def steps(keys: Sequence[str]) -> Iterator[str]:
    """Iterate over the conditions of the rows between keys, those before the first and after the last too."""
    if not keys:
        yield "TRUE"
        return
    yield f"{{0}} < CAST('{keys[0]}' AS UUID)"
    for first, after in pairwise(keys):
        yield f"{{0}} >= CAST('{first}' AS UUID) AND {{0}} < CAST('{after}' AS UUID)"
    yield f"{{0}} >= CAST('{keys[-1]}' AS UUID)"


def fill(cursor: duckdb.DuckDBPyConnection, columns: Iterable[HeldColumn], step: str) -> None:
    """Fill columns beside the rows of a step."""
    for (table, via, target), group in _by_target(columns):
        values = ", ".join(f'"{one.name}" = p."{one.column}"' for one in group)
        where = step.format(f'"{table}".id')
        cursor.execute(f'UPDATE "{table}" SET {values} FROM "{target}" AS p WHERE "{table}"."{via}" = p.id AND {where}')


def filled(cursor: duckdb.DuckDBPyConnection, columns: Iterable[HeldColumn]) -> None:
    """Note that columns are filled."""
    for one in columns:
        row = [one.table, one.via, one.column]
        cursor.execute("UPDATE replica_held SET filled = true WHERE name = ? AND via = ? AND item = ?", row)


def give_up(cursor: duckdb.DuckDBPyConnection, columns: Iterable[HeldColumn]) -> None:
    """Hold columns no more."""
    for one in columns:
        row = [one.table, one.via, one.column]
        cursor.execute("DELETE FROM replica_held WHERE name = ? AND via = ? AND item = ?", row)


def looked_up(rows: str, columns: Iterable[HeldColumn], alias: str = "s") -> tuple[str, list[str]]:
    """Return rows with what is held beside them, and the names of that."""
    found: list[str] = []
    names: list[str] = []
    joins = ""
    for at, ((_, via, target), group) in enumerate(_by_target(columns)):
        joins += f' LEFT JOIN "{target}" AS k{at} ON k{at}.id = {alias}."{via}"'
        found += [f'k{at}."{one.column}" AS "{one.name}"' for one in group]
        names += [one.name for one in group]
    return f"SELECT {', '.join([f'{alias}.*', *found])} FROM ({rows}) AS {alias}{joins}", names


class Followed:
    """The records that change in one transaction, for the rows that hold columns of theirs."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, held: Iterable[HeldColumn]) -> None:
        """Take what is held."""
        self._cursor = cursor
        self._by_target: dict[str, list[HeldColumn]] = {}
        for one in held:
            self._by_target.setdefault(one.target, []).append(one)
        self._within: dict[str, str] = {}

    def before(self, table: str, keys: Path) -> None:
        """Remember how the records with the keys of a file are now."""
        if table not in self._by_target:
            return
        found = self._cursor.execute(f"SELECT min(k), max(k), count(*) FROM {csv(keys, KEYS)}").fetchone()
        assert found is not None
        if not found[2]:
            return
        self._within[table] = between(*found[:2])
        listed = ", ".join(f't."{one}"' for one in self._items(table))
        self._cursor.execute(
            f'CREATE OR REPLACE TEMP TABLE "{_BEFORE}_{table}" AS '
            f'SELECT k AS id, t.id IS NOT NULL AS "{_THERE}", {listed} '
            f"FROM (SELECT DISTINCT k FROM {csv(keys, KEYS)}) LEFT JOIN {self._records(table)} AS t ON t.id = k"
        )

    def after(self) -> None:
        """Bring what is held of the records that are others now up to date."""
        for table in self._within:
            items = self._items(table)
            listed = ", ".join(f't."{one}"' for one in items)
            others = " OR ".join(f't."{one}" IS DISTINCT FROM b."{one}"' for one in items)
            self._cursor.execute(
                f"CREATE OR REPLACE TEMP TABLE {_MOVED} AS SELECT b.id, {listed} "
                f'FROM "{_BEFORE}_{table}" AS b LEFT JOIN {self._records(table)} AS t ON t.id = b.id '
                f'WHERE (t.id IS NOT NULL) <> b."{_THERE}" OR {others}'
            )
            found = self._cursor.execute(f"SELECT min(id), max(id) FROM {_MOVED}").fetchone()
            if found is not None and found[0] is not None:
                self._moved(self._by_target[table], between(*found))

    def _moved(self, columns: Iterable[HeldColumn], within: str) -> None:
        """Write what is held of records that have changed."""
        for (table, via, _), group in _by_target(columns):
            values = ", ".join(f'"{one.name}" = m."{one.column}"' for one in group)
            self._cursor.execute(
                f'UPDATE "{table}" SET {values} FROM {_MOVED} AS m '
                f'WHERE "{table}"."{via}" = m.id AND "{table}"."{via}" {within}'
            )

    def _items(self, table: str) -> list[str]:
        """Return the columns of the records that are held somewhere."""
        return list(dict.fromkeys(one.column for one in self._by_target[table]))

    def _records(self, table: str) -> str:
        """Return the records that can be meant: keys grow with time, so their bounds let most of a table be skipped."""
        return f'(SELECT * FROM "{table}" WHERE id {self._within[table]})'


def _grouped(columns: Iterable[HeldColumn], name: str) -> Iterator[tuple[str, list[HeldColumn]]]:
    """Iterate over columns that have something in common."""
    listed = sorted(columns, key=lambda one: (getattr(one, name), one.name))
    for found, group in groupby(listed, key=lambda one: getattr(one, name)):
        yield found, list(group)


def _by_target(columns: Iterable[HeldColumn]) -> Iterator[tuple[tuple[str, str, str], list[HeldColumn]]]:
    """Iterate over columns by the look-up that brings them: table, column that refers, and table of the records."""
    found: dict[tuple[str, str, str], list[HeldColumn]] = {}
    for one in columns:
        found.setdefault((one.table, one.via, one.target), []).append(one)
    yield from found.items()
