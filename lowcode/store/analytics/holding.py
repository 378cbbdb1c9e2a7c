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
_TOUCHED: Final = "replica_touched"

Step = tuple[tuple[HeldColumn, ...], str]
"""Columns of one table, and the condition of the rows beside which they are filled at once."""


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
    for target, group in _grouped((one for one in columns if one.column), "target"):
        counted = ", ".join(f'approx_count_distinct("{one.column}")' for one in group)
        values = cursor.execute(f'SELECT {counted} FROM "{target}"').fetchone()
        if values is None or max(values) > _VARIETY:
            return False
    return True


def begin(cursor: duckdb.DuckDBPyConnection, columns: Sequence[HeldColumn]) -> list[Step]:
    """Make the columns, empty as yet; return the steps in which they are to be filled."""
    for one in columns:
        cursor.execute(f'ALTER TABLE "{one.table}" DROP COLUMN IF EXISTS "{one.name}"')
        cursor.execute(f'ALTER TABLE "{one.table}" ADD COLUMN "{one.name}" {_kind(cursor, one)}')
        row = [one.table, one.via, one.target, one.column]
        cursor.execute("INSERT INTO replica_held VALUES (?, ?, ?, ?, false)", row)
    found: list[Step] = []
    for (table, _, _), group in _by_target(columns):
        found += ((tuple(group), where) for where in _parts(cursor, table, "id"))
    for one in _marks(columns):
        found += (((one,), where) for where in _parts(cursor, one.table, one.via))
    return found


def _parts(cursor: duckdb.DuckDBPyConnection, table: str, key: str) -> list[str]:
    """Return conditions of a key that part the rows of a table into what is filled at once."""
    place = f'"{table}"."{key}"'
    asked = f'SELECT DISTINCT "{key}" AS k FROM "{table}" WHERE rowid % {_STEP} = 0 AND k IS NOT NULL ORDER BY k'
    found = [f"CAST('{row[0]}' AS UUID)" for row in cursor.execute(asked).fetchall()]
    if not found:
        return ["TRUE"]
    between_ = [f"{place} >= {first} AND {place} < {after}" for first, after in pairwise(found)]
    return [f"{place} < {found[0]}", *between_, f"{place} >= {found[-1]}"]


def _kind(cursor: duckdb.DuckDBPyConnection, one: HeldColumn) -> str:
    """Return the type of a column of records; nothing that can be held where there is none."""
    if not one.column:
        return "BOOLEAN"
    place = [one.target, one.column]
    found = cursor.execute(
        "SELECT data_type FROM duckdb_columns() WHERE table_name = ? AND column_name = ?", place
    ).fetchone()
    return "[]" if found is None else str(found[0])


def fill(cursor: duckdb.DuckDBPyConnection, step: Step) -> None:
    """Fill columns beside some rows."""
    columns, where = step
    for (table, via, target), group in _by_target(columns):
        values = ", ".join(f'"{one.name}" = p."{one.column}"' for one in group)
        cursor.execute(f'UPDATE "{table}" SET {values} FROM "{target}" AS p WHERE "{table}"."{via}" = p.id AND {where}')
    for one in _marks(columns):
        _mark(cursor, one, where)


def _mark(cursor: duckdb.DuckDBPyConnection, one: HeldColumn, where: str) -> None:
    """Mark one of the rows with the same record, among all rows of some records."""
    least = f'SELECT "{one.via}" AS k, min(id) AS id FROM "{one.table}" WHERE {where} GROUP BY ALL'
    cursor.execute(
        f'UPDATE "{one.table}" SET "{one.name}" = ("{one.table}".id = m.id) FROM ({least}) AS m '
        f'WHERE "{one.table}"."{one.via}" = m.k AND {where}'
    )


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

    def __init__(self, cursor: duckdb.DuckDBPyConnection, held: Sequence[HeldColumn]) -> None:
        """Take what is held."""
        self._cursor = cursor
        self._by_target: dict[str, list[HeldColumn]] = {}
        self._marks = _marks(held)
        for one in held:
            if one.column:
                self._by_target.setdefault(one.target, []).append(one)
        self._within: dict[str, str] = {}
        self._touched: list[HeldColumn] = []

    def before(self, table: str, keys: Path) -> None:
        """Remember how the records with the keys of a file are now, and which rows are to be marked anew."""
        marks = [one for one in self._marks if one.table == table]
        if not marks and table not in self._by_target:
            return
        found = self._cursor.execute(f"SELECT min(k), max(k), count(*) FROM {csv(keys, KEYS)}").fetchone()
        assert found is not None
        if not found[2]:
            return
        self._within[table] = between(*found[:2])
        changing = f"(SELECT DISTINCT k FROM {csv(keys, KEYS)}) LEFT JOIN {self._records(table)} AS t ON t.id = k"
        for one in marks:
            self._touched.append(one)
            self._cursor.execute(
                f"CREATE OR REPLACE TEMP TABLE {_touched(one)} AS "
                f'SELECT k AS id, t."{one.via}" AS record FROM {changing}'
            )
        if table not in self._by_target:
            return
        listed = ", ".join(f't."{one}"' for one in self._items(table))
        self._cursor.execute(
            f'CREATE OR REPLACE TEMP TABLE "{_BEFORE}_{table}" AS '
            f'SELECT k AS id, t.id IS NOT NULL AS "{_THERE}", {listed} '
            f"FROM {changing}"
        )

    def after(self) -> None:
        """Bring what is held of the records that are others now up to date."""
        for table in self._within.keys() & self._by_target.keys():
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

        for one in self._touched:
            self._mark_anew(one)

    def _mark_anew(self, one: HeldColumn) -> None:
        """Mark the rows of the records of which rows have come or gone."""
        rows = _touched(one)
        present = f'SELECT "{one.via}" FROM {self._records(one.table)} AS t WHERE t.id IN (SELECT id FROM {rows})'
        records = f"SELECT record FROM {rows} WHERE record IS NOT NULL UNION {present}"
        self._cursor.execute(f"CREATE OR REPLACE TEMP TABLE {_MOVED} AS SELECT record FROM ({records}) AS r (record)")
        found = self._cursor.execute(f"SELECT min(record), max(record) FROM {_MOVED}").fetchone()
        if found is not None and found[0] is not None:
            place = f'"{one.table}"."{one.via}"'
            _mark(self._cursor, one, f"{place} {between(*found)} AND {place} IN (SELECT record FROM {_MOVED})")

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


def _touched(one: HeldColumn) -> str:
    """Return the table that remembers for a mark which rows change, quoted."""
    return f'"{_TOUCHED}_{one.table}_{one.via}"'


def _grouped(columns: Iterable[HeldColumn], name: str) -> Iterator[tuple[str, list[HeldColumn]]]:
    """Iterate over columns that have something in common."""
    listed = sorted(columns, key=lambda one: (getattr(one, name), one.name))
    for found, group in groupby(listed, key=lambda one: getattr(one, name)):
        yield found, list(group)


def _by_target(columns: Iterable[HeldColumn]) -> Iterator[tuple[tuple[str, str, str], list[HeldColumn]]]:
    """Iterate over columns by the look-up that brings them: table, column that refers, and table of the records."""
    found: dict[tuple[str, str, str], list[HeldColumn]] = {}
    for one in columns:
        if one.column:
            found.setdefault((one.table, one.via, one.target), []).append(one)
    yield from found.items()


def _marks(columns: Iterable[HeldColumn]) -> list[HeldColumn]:
    """Return the columns that mark one of the rows with the same record."""
    return [one for one in columns if not one.column]
