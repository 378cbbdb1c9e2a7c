"""Records in PostgreSQL: each change is one statement that writes the record, its rows and its history.

The texts are made once for a form and kept prepared by the driver. Rows travel as JSON, which `jsonb_to_recordset`
reads into the types of the columns: one text serves one record and ten thousand.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final
from uuid import UUID

import asyncpg

from engine_rules.values import Value
from lowcode.store.bound import Bound
from lowcode.store.form_tables import place_name
from lowcode.store.record_copy import CHANGE_COLUMNS, RecordLines, row_lines, stream
from lowcode.store.record_rows import Author, Change, Writing
from lowcode.store.record_tables import KEPT_SYSTEM, RecordTables, RowShape
from lowcode.store.search_text import vector
from lowcode.store.statement import Connection, Statement

_HISTORY: Final = """history AS (
    INSERT INTO record_change (id, at, form, record_id, version, kind, changes, account_id, cause)
    SELECT h.id, $2, $4, h.record_id, h.version, h.kind, h.changes, $3, $5
    FROM jsonb_to_recordset($6) AS h(id uuid, record_id uuid, version bigint, kind text, changes jsonb)
)"""
"""The part of a statement that adds to the history: $2 when, $3 who, $4 the form, $5 the cause, $6 the changes."""

HISTORY: Final = Statement(
    """
    SELECT h.id, h.at, h.version, h.kind, h.changes, h.account_id, h.cause, a.display_name AS account_name
    FROM record_change h LEFT JOIN account a ON a.id = h.account_id
    WHERE h.form = :form AND h.record_id = :record_id AND (CAST(:before AS uuid) IS NULL OR h.id < :before)
    ORDER BY h.id DESC LIMIT CAST(:most AS int)
    """
)
"""What happened to a record, the newest first."""

HISTORY_UNTIL: Final = Statement(
    """
    SELECT version, kind, changes, at FROM record_change
    WHERE form = :form AND record_id = :record_id
        AND (CAST(:at AS timestamptz) IS NULL OR at <= :at)
        AND (CAST(:version AS bigint) IS NULL OR version <= :version)
    ORDER BY version, id
    """
)
"""What had happened to a record at an instant, or with a version, the oldest first."""

ADD_TO_COUNTER: Final = Statement(
    """
    INSERT INTO serial_counter AS c (form, field, period, value) VALUES (:form, :field, :period, CAST(:count AS bigint))
    ON CONFLICT (form, field, period) DO UPDATE SET value = c.value + excluded.value RETURNING value
    """
)
"""Take numbers from a counter; gives the last of them. The counter is held until the transaction ends."""


_STREAMED: Final = 300
"""From how many new records on they are streamed."""
MAIN_DEPARTMENT: Final = Statement(
    "SELECT department_id FROM department_member WHERE account_id = CAST(:account_id AS uuid) AND main"
)
"""The main department of somebody."""


class RecordStatements:
    """The statements of one form."""

    def __init__(self, tables: RecordTables, form: str) -> None:
        """Take the tables of the app and the form."""
        self.form = place_name(tables.app, form)
        self.shape = tables.shape(form)
        self.subtables = {one.subtable: one for one in tables.subtables(form)}

    # --- texts --------------------------------------------------------------------------------------------------------

    @cached_property
    def columns(self) -> str:
        """The columns of a record for a SELECT list."""
        own = ", ".join(f"r.{name}" for name in KEPT_SYSTEM)
        fields = self.shape.selected()
        return f"{own}, {fields}" if fields else own

    @cached_property
    def _create(self) -> str:
        """The text that creates records."""
        listed = "".join(f', "{name}"' for name in self.shape.stored_columns)
        given = "".join(f', x."{name}"' for name in self.shape.stored_columns)
        search, sought = (", search", ", x.search") if self.shape.searchable else ("", "")
        return f"""WITH record AS (
    INSERT INTO {self.shape.name}
        (id, version, created_at, created_by, updated_at, updated_by, owner, department{listed}{search})
    SELECT x.id, 1, $2, $3, $2, $3, coalesce(x.owner, $3), coalesce(x.department,
        (SELECT department_id FROM department_member WHERE account_id = $3 AND main)){given}{sought}
    FROM jsonb_to_recordset($1) AS x({self._definition})
    RETURNING *
), {_HISTORY}{self._inserted_rows}
"""

    @cached_property
    def _update(self) -> str:
        """The text that writes records anew."""
        listed = "".join(f', "{name}" = x."{name}"' for name in self.shape.stored_columns)
        search = ", search = x.search" if self.shape.searchable else ""
        removed = "".join(
            f""", gone_{at} AS (
    DELETE FROM {one.name} WHERE parent_id = ANY (${7 + len(self.subtables) + at}::uuid[])
        AND id NOT IN (SELECT y.id FROM jsonb_to_recordset(${7 + at}) AS y(id uuid))
)"""
            for at, one in enumerate(self.subtables.values())
        )
        return f"""WITH record AS (
    UPDATE {self.shape.name} AS r SET version = x.version, updated_at = $2, updated_by = $3,
        owner = x.owner, department = x.department{listed}{search}
    FROM jsonb_to_recordset($1) AS x({self._definition})
    WHERE r.id = x.id AND {_found(7 + 2 * len(self.subtables))}
    RETURNING r.id
), {_HISTORY}{removed}{self._inserted_rows}
SELECT id FROM record"""

    @cached_property
    def _definition(self) -> str:
        """The columns that are written, with their types."""
        fields = self.shape.definition
        search = ", search tsvector" if self.shape.searchable else ""
        return f"id uuid, version bigint, owner uuid, department uuid{', ' if fields else ''}{fields}{search}"

    @cached_property
    def _inserted_rows(self) -> str:
        """The parts that write the rows of sub-tables, each with a parameter from $7 on."""
        return "".join(f", {self._inserted(one, 7 + at)}" for at, one in enumerate(self.subtables.values()))

    def _inserted(self, one: RowShape, place: int) -> str:
        """Return the part that writes the rows of a sub-table."""
        listed = "".join(f', "{name}"' for name in one.stored_columns)
        given = "".join(f', x."{name}"' for name in one.stored_columns)
        anew = "".join(f', "{name}" = excluded."{name}"' for name in one.stored_columns)
        fields = one.definition
        return f"""rows_{place} AS (
    INSERT INTO {one.name} AS kept (id, parent_id, "position"{listed})
    SELECT x.id, x.parent_id, x."position"{given}
    FROM jsonb_to_recordset(${place}) AS x(id uuid, parent_id uuid, "position" int{", " if fields else ""}{fields})
    ON CONFLICT (id) DO UPDATE SET "position" = excluded."position"{anew} WHERE kept.parent_id = excluded.parent_id
)"""

    # --- reading ------------------------------------------------------------------------------------------------------

    def values(self, row: asyncpg.Record) -> dict[str, Value]:
        """Return a record as expressions take it: fields, and what every record has."""
        return system_values(row) | self.shape.values(row)

    async def add_rows(self, connection: Connection, records: Sequence[dict[str, Value]]) -> None:
        """Add the rows of all sub-tables to records."""
        if not records:
            return
        by_id = {record["id"]: record for record in records}
        ids = [UUID(str(one)) for one in by_id]
        for name, shape in self.subtables.items():
            for record in records:
                record[name] = []
            fields = shape.selected()
            text = (
                f"SELECT r.id, r.parent_id{', ' if fields else ''}{fields} FROM {shape.name} AS r "
                'WHERE r.parent_id = ANY ($1::uuid[]) ORDER BY r.parent_id, r."position"'
            )
            for row in await connection.fetch(text, ids):
                by_id[str(row["parent_id"])][name].append({"id": str(row["id"]), **shape.values(row)})

    async def fetch(self, connection: Connection, ids: Sequence[UUID], *, lock: bool = False) -> list[asyncpg.Record]:
        """Return records by their ids, those in the trash too; with `lock`, held until the transaction ends."""
        text = f"SELECT {self.columns} FROM {self.shape.name} AS r WHERE r.id = ANY ($1::uuid[]) ORDER BY r.id"
        return await connection.fetch(text + (" FOR UPDATE" if lock else ""), list(ids))

    # --- writing ------------------------------------------------------------------------------------------------------

    async def create(
        self,
        connection: Connection,
        author: Author,
        records: Sequence[Writing],
        changes: Sequence[Change],
        flags: Callable[[Bound], Sequence[str]] = lambda _: (),
    ) -> list[asyncpg.Record]:
        """Add records with their rows and history; gives id, owner and department of each, and `flags` of it as `r`.

        Records and changes of the past bring their own instants.
        """
        past = any(one.made is not None for one in records)
        if past or len(records) >= _STREAMED:
            async with connection.transaction():
                return await self._stream(connection, author, records, changes, flags)
        bound = Bound(self._arguments(author, records, changes))
        asked = "".join(f", {one}" for one in flags(bound))
        text = f"{self._create}SELECT r.id, r.owner, r.department{asked} FROM record AS r"
        return await connection.fetch(text, *bound.values)

    async def _stream(
        self,
        connection: Connection,
        author: Author,
        records: Sequence[Writing],
        changes: Sequence[Change],
        flags: Callable[[Bound], Sequence[str]],
    ) -> list[asyncpg.Record]:
        """Add many records in a transaction, as `create` does."""
        department = await MAIN_DEPARTMENT.value(connection, account_id=author.account_id)
        lines = RecordLines(self.form, self.shape, author, department)
        search = (lambda one: vector(self.searched(one.values))) if self.shape.searchable else None
        await stream(connection, self.shape.table.table.name, lines.columns, lines.records(records, search))
        for name, shape in self.subtables.items():
            await stream(connection, shape.table.table.name, *row_lines(shape, name, records))
        await stream(connection, "record_change", CHANGE_COLUMNS, lines.changes(changes))
        bound = Bound()
        asked = "".join(f", {one}" for one in flags(bound))
        listed = bound.put([one.id for one in records])
        text = f"SELECT r.id, r.owner, r.department{asked} FROM {self.shape.name} AS r WHERE r.id = ANY ({listed})"
        return await connection.fetch(text, *bound.values)

    async def update(
        self, connection: Connection, author: Author, records: Sequence[Writing], changes: Sequence[Change]
    ) -> None:
        """Write records, held before, with their rows and history."""
        whole = [[one.id for one in records if name in one.rows] for name in self.subtables]
        ids = [one.id for one in records]
        await connection.execute(self._update, *self._arguments(author, records, changes), *whole, ids)

    async def mark(
        self,
        connection: Connection,
        author: Author,
        changes: Sequence[Change],
        *,
        trashed: bool,
    ) -> None:
        """Put records into the trash, or take them out."""
        text = f"""WITH record AS (
    UPDATE {self.shape.name} AS r SET version = x.version, updated_at = $2, updated_by = $3,
        trashed_at = CASE WHEN $7 THEN $2::timestamptz END
    FROM jsonb_to_recordset($1) AS x(id uuid, version bigint) WHERE r.id = x.id AND {_found(8)} RETURNING r.id
), {_HISTORY} SELECT id FROM record"""
        ids = [one.record_id for one in changes]
        documents = [{"id": str(one.record_id), "version": one.version} for one in changes]
        await connection.execute(text, documents, *self._about(author, changes), trashed, ids)

    async def purge(self, connection: Connection, author: Author, changes: Sequence[Change]) -> None:
        """Remove records for good; that they were there stays in the history."""
        text = f"""WITH record AS (
    DELETE FROM {self.shape.name} AS r WHERE r.id = ANY ($1::uuid[]) RETURNING r.id
), {_HISTORY} SELECT id FROM record"""
        await connection.execute(text, [one.record_id for one in changes], *self._about(author, changes))

    def _about(self, author: Author, changes: Sequence[Change]) -> list[Any]:
        """Return the arguments from $2 to $6."""
        return [author.at, author.account_id, self.form, dict(author.cause), [one.document() for one in changes]]

    def _arguments(self, author: Author, records: Sequence[Writing], changes: Sequence[Change]) -> list[Any]:
        """Return the arguments of a text that writes records."""
        documents = [self._document(one) for one in records]
        rows = [
            [document for one in records for document in _rows(shape, one, one.rows.get(name, ()))]
            for name, shape in self.subtables.items()
        ]
        return [documents, *self._about(author, changes), *rows]

    def _document(self, one: Writing) -> dict[str, Any]:
        """Return a record as a row of JSON."""
        row = self.shape.document(one.values)
        row["id"], row["version"] = str(one.id), one.version
        row["owner"] = None if one.owner is None else str(one.owner)
        row["department"] = None if one.department is None else str(one.department)
        if self.shape.searchable:
            row["search"] = vector(self.searched(one.values))
        return row

    def searched(self, values: Mapping[str, Value]) -> str:
        """Return the text that the search over all records looks into."""
        texts = []
        for name, one in self.shape.fields.items():
            if one.shape.searchable and values.get(name) is not None:
                texts.append(one.shape.text(values[name], "zh-CN"))
        return "\n".join(texts)


def _found(place: int) -> str:
    """Return the condition that finds records `r` by their index; $`place` has the ids.

    PostgreSQL takes JSON for a hundred rows, for which it would read the whole of a table that is not large.
    """
    return f"r.id = ANY (${place}::uuid[])"


def _rows(shape: RowShape, one: Writing, rows: Sequence[Mapping[str, Value]]) -> list[dict[str, Any]]:
    """Return the rows of a sub-table as rows of JSON."""
    return [
        shape.document(row) | {"id": str(row["id"]), "parent_id": str(one.id), "position": at}
        for at, row in enumerate(rows)
    ]


def system_values(row: asyncpg.Record) -> dict[str, Value]:
    """Return what every record has, as expressions take it."""
    found: dict[str, Value] = {"id": str(row["id"]), "version": row["version"]}
    for name in ("created_at", "updated_at", "trashed_at"):
        found[name.replace("_", " ")] = row[name]
    for name in ("created_by", "updated_by", "owner", "department"):
        found[name.replace("_", " ")] = None if row[name] is None else str(row[name])
    return found


__all__ = ["Author", "Change", "RecordStatements", "Writing", "system_values"]
