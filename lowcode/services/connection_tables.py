"""`ConnectionTables`: what an administrator sees of another database: whether it answers, its tables and columns."""

import asyncio
import re
from typing import Final, Literal

import asyncpg
import pydantic

from engine_reports.external import ColumnType, ExternalColumn
from lowcode.kernel.errors import NotFound
from lowcode.kernel.names import Label, Name
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.services.report_codes import NO_SUCH_TABLE
from lowcode.services.report_outside import OutsideSource

_MOST: Final = 300
"""Tables that are listed at once."""
_COLUMNS: Final = 200
"""Columns that a dataset may have."""
_SECONDS: Final = 15.0
"""How long a database may take to say what it has."""
_LENGTH: Final = 40
"""Letters of a name that is made of another."""
_READABLE: Final = r"""
    c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND n.nspname !~ '^pg_(toast|temp)' AND has_schema_privilege(n.oid, 'USAGE')
    AND has_any_column_privilege(c.oid, 'SELECT')
"""
_TABLES: Final = f"""
SELECT n.nspname AS schema, c.relname AS table, c.relkind IN ('v', 'm') AS view,
    CASE WHEN c.relkind IN ('r', 'm') AND c.reltuples >= 0 THEN c.reltuples::bigint END AS rows,
    coalesce(obj_description(c.oid, 'pg_class'), '') AS comment
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {_READABLE} AND strpos(lower(n.nspname || '.' || c.relname), lower($1)) > 0
ORDER BY n.nspname, c.relname LIMIT {_MOST + 1}
"""
_TABLE: Final = f"""
SELECT c.oid, coalesce(obj_description(c.oid, 'pg_class'), '') AS comment
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {_READABLE} AND n.nspname = $1 AND c.relname = $2
"""
_COLUMNS_OF: Final = f"""
SELECT a.attname AS name, coalesce(b.typname, t.typname) AS type, coalesce(b.typcategory, t.typcategory)::text AS sort,
    coalesce(col_description(a.attrelid, a.attnum), '') AS comment,
    EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary AND i.indnkeyatts = 1
        AND i.indkey[0] = a.attnum) AS first,
    a.attnotnull AND EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique
        AND i.indnkeyatts = 1 AND i.indpred IS NULL AND i.indkey[0] = a.attnum) AS single
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype
WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(a.attrelid, a.attnum, 'SELECT')
ORDER BY a.attnum LIMIT {_COLUMNS}
"""
_ANSWERS: Final = """
SELECT current_setting('server_version') AS version, current_database() AS database, current_user AS account,
    coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS encrypted
"""
_WHOLE: Final = frozenset({"int2", "int4", "int8"})


class OutsideTable(Message):
    """A table or view of another database that the connection may read."""

    schema_: str = pydantic.Field(alias="schema")
    """Its schema."""
    table: str
    """Its name."""
    kind: Literal["table", "view"]
    """What it is."""
    rows: int | None = None
    """About how many rows it has, where the database knows."""
    comment: str = ""
    """What the database says of it."""


class OutsideTables(Message):
    """A database that answers, with what it has."""

    version: str
    """The version of the server."""
    database: str
    """The database."""
    account: str
    """Who asks."""
    encrypted: bool
    """Whether the way to it is encrypted."""
    tables: tuple[OutsideTable, ...] = ()
    """The tables and views, by their names."""
    more: bool = False
    """Whether there are more than are listed."""


class OutsideColumns(Message):
    """A table of another database as a dataset would read it."""

    name: Name
    """A name for the dataset."""
    label: Label
    """What people would read."""
    columns: tuple[ExternalColumn, ...]
    """Its columns with the types that fit them."""
    key: str = ""
    """The column that tells its rows apart; empty where the database names none."""


class ConnectionTables:
    """The use cases of looking into other databases."""

    def __init__(self, outside: OutsideSource) -> None:
        """Take what calls them."""
        self._outside = outside

    async def tables(self, actor: Actor, name: str, search: str = "") -> OutsideTables:
        """Return what a database has by a part of its name; for administrators.

        Raises `NotFound`, `Invalid` for a connection of another kind, `Unavailable` when it does not answer.
        """
        actor.require()
        async with self._outside.session(name) as connection, asyncio.timeout(_SECONDS):
            server = await connection.fetchrow(_ANSWERS)
            rows = await connection.fetch(_TABLES, search.strip())
        listed = tuple(_table(row) for row in rows[:_MOST])
        return OutsideTables.model_validate({**dict(server or {}), "tables": listed, "more": len(rows) > _MOST})

    async def columns(self, actor: Actor, name: str, schema: str, table: str) -> OutsideColumns:
        """Return a table as a dataset would read it; for administrators. Raises as `tables` does."""
        actor.require()
        async with self._outside.session(name) as connection, asyncio.timeout(_SECONDS):
            found = await connection.fetchrow(_TABLE, schema, table)
            if found is None:
                place = f"{schema}.{table}"[:120]
                message = f"the connection {name} may read no table {place}"
                raise NotFound(message, [NO_SUCH_TABLE.report(name=name, table=place, known="–")])
            rows = await connection.fetch(_COLUMNS_OF, found["oid"])
        taken: set[str] = set()
        columns = tuple(_column(row, taken) for row in rows)
        keys = [one.name for one, row in zip(columns, rows, strict=True) if row["first"]]
        keys += [one.name for one, row in zip(columns, rows, strict=True) if row["single"]]
        label = _label(found["comment"], table)
        return OutsideColumns(name=name_of(table, set()), label=label, columns=columns, key=keys[0] if keys else "")


def name_of(text: str, taken: set[str]) -> str:
    """Return a name in expressions for what another database calls something else, and note it as taken."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text).lower()
    plain = re.sub(r"[^a-z0-9]+", "_", snake).strip("_").lstrip("0123456789_")[:_LENGTH].rstrip("_") or "column"
    name, more = plain, 2
    while name in taken:
        name, more = f"{plain}_{more}", more + 1
    taken.add(name)
    return name


def _table(row: "asyncpg.Record") -> OutsideTable:
    """Return a table as people choose it."""
    kind = "view" if row["view"] else "table"
    given = {"schema": row["schema"], "table": row["table"], "rows": row["rows"], "comment": row["comment"][:200]}
    return OutsideTable.model_validate({**given, "kind": kind})


def _column(row: "asyncpg.Record", taken: set[str]) -> ExternalColumn:
    """Return a column as a dataset reads it."""
    name = name_of(row["name"], taken)
    kept = None if name == row["name"] else row["name"]
    return ExternalColumn(name=name, label=_label(row["comment"], row["name"]), column=kept, type=_type(row))


def _type(row: "asyncpg.Record") -> ColumnType:
    """Return what the values of a column are read as."""
    kind = row["type"]
    if row["sort"] == "N":
        return "integer" if kind in _WHOLE else "number"
    if row["sort"] == "B":
        return "boolean"
    if row["sort"] == "D":
        return "date" if kind == "date" else "time" if kind in {"time", "timetz"} else "date_time"
    return "text"


def _label(comment: str, name: str) -> Label:
    """Return what people read of a column: what the database says of it, else its name in words."""
    said = comment.strip().splitlines()
    text = said[0][:80] if said else name.replace("_", " ").strip()[:80] or name
    text = text[:1].upper() + text[1:]
    return Label.model_validate({"en": text, "zh-CN": text})
