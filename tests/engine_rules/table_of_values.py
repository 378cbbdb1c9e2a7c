"""A table whose rows hold values for the names of random expressions, in PostgreSQL and DuckDB."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Self

import asyncpg
import duckdb

from engine_rules import types as t
from engine_rules.expression import Expression
from engine_rules.targets.sql.parameters import stored
from engine_rules.targets.sql.query import SqlQuery, compile_sql
from engine_rules.targets.sql.source import Column, Source, Subtable, Table
from engine_rules.texts import nested
from engine_rules.values import Value
from tests.engine_rules.expressions import NAMES, ROW, SCOPE, Author
from tests.engine_rules.targets import same

_DIGITS: Final = (8, 4)
_TYPES: Final = {
    t.NUMBER: "numeric(12, 4)", t.STRING: "varchar", t.BOOLEAN: "boolean", t.DATE: "date", t.DATE_TIME: "timestamptz",
    t.DAYS_TIME: "{duration}", t.YEARS_MONTHS: "integer",
}  # fmt: skip


def _column(name: str, kind: t.Type) -> Column:
    return Column(name, kind, nullable=not isinstance(kind, t.ListType), digits=_DIGITS, zoned=name != "seen")


def _sql_type(name: str, kind: t.Type) -> str:
    if isinstance(kind, t.ListType):
        return _TYPES[kind.item] + "[]"
    return "timestamp" if name == "seen" else _TYPES[kind]


assert ROW.members is not None
MEMBERS: Final[Mapping[str, t.Type]] = ROW.members
PLAIN: Final = {name: kind for name, kind in NAMES.items() if name != "lines"}
LINE: Final = Table("drawn_line", {name: _column(name, kind) for name, kind in MEMBERS.items()})
DRAWN: Final = Table(
    "drawn", {name: _column(name, kind) for name, kind in PLAIN.items()}, subtables={"lines": Subtable(LINE)}
)
SOURCE: Final = Source(DRAWN, "d")


def _schema() -> list[str]:
    """Return the CREATE statements."""
    columns = ", ".join(f'"{name}" {_sql_type(name, kind)}' for name, kind in PLAIN.items())
    members = ", ".join(f'"{name}" {_sql_type(name, kind)}' for name, kind in MEMBERS.items())
    line = f"id integer PRIMARY KEY, parent_id integer, position integer, {members}"
    return [f"CREATE TABLE drawn (id integer PRIMARY KEY, {columns})", f"CREATE TABLE drawn_line ({line})"]


class TableOfValues:
    """The table with as many rows, drawn by a seed, in both databases; use it in a `with` block."""

    def __init__(self, postgres_url: str, rows: int, seed: int) -> None:
        author = Author(random.Random(seed).choice)
        self.rows: list[Mapping[str, Value]] = [author.values() for _ in range(rows)]
        self._runner = asyncio.Runner()
        self._postgres = self._runner.run(asyncpg.connect(postgres_url))
        self._duckdb = duckdb.connect()
        self._duckdb.execute("SET TimeZone = 'UTC'")
        self._runner.run(self._postgres.execute("DROP TABLE IF EXISTS drawn, drawn_line"))
        for statement in _schema():
            self._runner.run(self._postgres.execute(statement.format(duration="numeric")))
            self._duckdb.execute(statement.format(duration="HUGEINT"))
        self._fill("drawn", [[at, *self._stored(row, PLAIN)] for at, row in enumerate(self.rows)])
        lines = [(at, place, line) for at, row in enumerate(self.rows) for place, line in enumerate(row["lines"])]
        found = [[key, at, place, *self._stored(line, MEMBERS)] for key, (at, place, line) in enumerate(lines)]
        self._fill("drawn_line", found)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._duckdb.close()
        self._runner.run(self._postgres.execute("DROP TABLE drawn, drawn_line"))
        self._runner.run(self._postgres.close())
        self._runner.close()

    def _stored(self, row: Mapping[str, Value], names: Mapping[str, t.Type]) -> list[Any]:
        return [stored(row[name]) for name in names]

    def _fill(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        marks = ", ".join(f"${at}" for at in range(1, len(rows[0]) + 1))
        statement = f"INSERT INTO {table} VALUES ({marks})"
        self._runner.run(self._postgres.executemany(statement, rows))
        self._duckdb.executemany(statement, rows)

    def differences(self, text: str) -> list[str]:
        """Return what a database gives differently from Python for an expression over each row, and as a condition."""
        found = Expression(text, SCOPE)
        assert found.tree is not None, text
        expected = [found.evaluate(row) for row in self.rows]
        result: list[str] = []
        for target in ("postgres", "duckdb"):
            query = compile_sql(found, SOURCE, target)
            if query.text is None:
                continue
            try:
                raw = self._column(target, f"SELECT {query.output} FROM drawn AS d ORDER BY id", query)
            except (asyncpg.PostgresError, duckdb.Error) as error:
                result.append(f"{target}: {text} fails: {error}: {query.text}")
                continue
            for row, one, value in zip(self.rows, expected, raw, strict=True):
                if not same(target, one, query.read(value)):
                    result.append(
                        f"{target}: {text} is {nested(query.read(value))} for {nested(one)}: {row} {query.text}"
                    )
                    break
            if query.type is t.BOOLEAN:
                result += self._condition(target, found, expected)
        return result

    def _condition(self, target: str, found: Expression, expected: Sequence[Value]) -> list[str]:
        query = compile_sql(found, SOURCE, target, condition=True)
        kept = self._column(target, f"SELECT id FROM drawn AS d WHERE {query.text} ORDER BY id", query)
        wanted = [at for at, one in enumerate(expected) if one is True]
        return [] if kept == wanted else [f"{target}: where {found.text} keeps {kept} for {wanted}: {query.text}"]

    def _column(self, target: str, text: str, query: SqlQuery) -> list[Any]:
        if target == "postgres":
            return [row[0] for row in self._runner.run(self._postgres.fetch(text, *query.bind()))]
        return [row[0] for row in self._duckdb.execute(text, query.bind()).fetchall()]
