"""`record_rows`: the rows of a page of records as PostgreSQL gives them, and whether few records refer to one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg

from engine_forms.field_types.reference import ReferenceField
from engine_forms.filters import AnyFilter, ExpressionFilter, FieldFilter
from lowcode.services.access import FormAccess
from lowcode.services.record_app import RecordApp
from lowcode.services.record_query import Key, Query, Where, order, read_cursor
from lowcode.services.record_view import stale_column
from lowcode.store.statement import Connection

_FEW: Final = 10_000
"""Up to how many records are better sorted than looked for in the order of an index."""


@dataclass(frozen=True, slots=True)
class PageNeeds:
    """What a page of records is to hold, and how it is best found."""

    rows: bool = False
    """Whether sub-tables are wanted with their rows."""
    few: bool = False
    """Whether its filter leaves few records of the form."""
    names: Collection[str] | None = None
    """The fields that are wanted; nothing is looked up for others."""


PLAIN: Final = PageNeeds()
"""A page as lists show it."""


async def record_rows(
    connection: Connection, app: RecordApp, access: FormAccess, query: Query, action: str = "see", *, few: bool = False
) -> list[asyncpg.Record]:
    """Return the rows of a page and one more, if there is one.

    With one criterion the records that have a value are asked for first, then those without: each in the order of
    an index, which a mixture has not. Where the filter leaves few records anyway, all of them are read and sorted:
    PostgreSQL would guess that the first ones are found soon in the order of an index, and be wrong by a million rows
    when they are all at its end.
    """
    few = few and query.after is None
    values = None if query.after is None else read_cursor(query.after, len(query.sort) + 1)
    rows: list[asyncpg.Record] = []
    phases = (True, False) if len(query.sort) == 1 and not few else (None,)
    for valued in phases:
        if valued and values is not None and values[0] is None:
            continue
        where = Where(app, access)
        where.seen(query, action)
        keys = where.keys(query.sort)
        if valued is not None:
            where.parts.append(f"{keys[0].sql} IS {'NOT ' if valued else ''}NULL")
        if values is not None:
            if valued is False:
                if values[0] is None:
                    where.after(keys[1:], values[1:])
            else:
                where.after(keys, values)
        text = _text(app, where, keys, query.through, valued=valued, few=few)
        rows += await connection.fetch(*where.bound.over(f"{text} LIMIT {query.limit + 1 - len(rows)}"))
        if len(rows) > query.limit:
            break
    return rows


def _text(
    app: RecordApp, where: Where, keys: Sequence[Key], through: Sequence[str], *, valued: bool | None, few: bool
) -> str:
    """Return the SELECT of a page without its limit."""
    access = where.access
    statements = app.statements(access.form)
    flags = ", ".join(access.flags("see", where.bound)) or "FALSE"
    listed = "".join(f", {key.sql} AS key_{at}" for at, key in enumerate(keys))
    listed += "".join(one.selected(at) for at, one in enumerate(where.through(through)))
    listed += stale_column(app, access.form, where.bound)
    ordering = order(keys[1:] if valued is False else keys, nulls=valued is None)
    table = f"{statements.shape.name} AS r WHERE {where.sql}"
    # What has an OFFSET is planned by itself, without a thought of the order and the limit around it.
    within = f"(SELECT r.* FROM {table} OFFSET 0) AS r" if few else table
    return f"SELECT {statements.columns}, ARRAY[{flags}] AS may_0{listed} FROM {within} ORDER BY {ordering}"


def refers(app: RecordApp, form: str, by: str, id_: UUID) -> AnyFilter:
    """Return the filter of the records that refer to one by a field."""
    reference = app.forms.shaped(form, by)
    if isinstance(reference, ReferenceField) and reference.several:
        return ExpressionFilter(kind="expression", expression=f'list contains({by}.id, "{id_}")')
    return FieldFilter(kind="field", field=by, operator="equals", value=str(id_))


async def are_few(connection: Connection, app: RecordApp, by: tuple[str, str], id_: UUID) -> bool:
    """Return whether few records of a form refer to one by a field, `by` both together, in an index.

    It says how a page is computed, not what is in it: nobody's rights are asked.
    """
    form, field = by
    shape = app.tables.shape(form)
    kept = shape.fields.get(field)
    if kept is None or kept.columns[0].storage != "uuid":
        return False
    some = f'SELECT FROM {shape.name} WHERE "{kept.names[0]}" = $1 AND trashed_at IS NULL LIMIT {_FEW + 1}'
    count: int = await connection.fetchval(f"SELECT count(*) FROM ({some}) AS found", id_)
    return count <= _FEW
