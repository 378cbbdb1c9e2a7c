"""`tree`: records below the record that they belong to, one level at a time."""

from collections.abc import Sequence
from typing import Annotated, Any, Final
from uuid import UUID

import pydantic

from engine_forms.field_types.reference import ReferenceField
from lowcode.kernel.errors import Invalid
from lowcode.services.access import FormAccess
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.services.record_answers import Page
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import NOT_QUERIED
from lowcode.services.record_query import Key, Query, Where, cursor, order, read_cursor
from lowcode.services.record_reading import Loaded, Reading
from lowcode.services.record_view import view
from lowcode.store.statement import Connection

_DEEPEST: Final = 20


class TreeQuery(Message):
    """Which level of a tree somebody wants to see."""

    parent: Annotated[str, pydantic.Field(min_length=1, max_length=60)]
    """The reference to the record above."""
    of: UUID | None = None
    """The record whose children are wanted; None for the highest."""
    anywhere: bool = False
    """Whether records of every level are wanted, as when somebody searches."""
    query: Query = Query()
    """Which records, and their order."""


class TreePage(Page):
    """Records of one level."""

    children: dict[str, int]
    """How many records stand directly below each, by id; of those that the reader may see."""
    above: dict[str, tuple[str, ...]] = pydantic.Field(default_factory=dict)
    """When records of every level are wanted: the ids above each, the highest first."""


async def tree(reading: Reading, app: RecordApp, actor: Actor, form: str, asked: TreeQuery) -> TreePage:
    """Return one level of a tree. A record whose parent the actor may not see stands among the highest.

    Raises `Invalid` for a field that is no single reference to the form itself.
    """
    column = parent_column(app, form, asked.parent)
    async with reading.database.connection() as connection:
        reader = await reading.reader(connection, actor)
        access = reading.access(app, reader, form)
        rows, place = await _level(connection, app, access, asked, column)
        loaded = await reading.load(connection, app, access, [row["id"] for row in rows])
        at = {str(row["id"]): position for position, row in enumerate(rows)}
        loaded.sort(key=lambda one: at[str(one.values["id"])])
        ids = [UUID(str(one.values["id"])) for one in loaded]
        children = await _children(connection, app, access, ids, column, asked)
        above = await _above(connection, app, access, ids, column) if asked.anywhere else {}
        views, titles = await _shown(reading, connection, app, access, loaded)
        higher = sorted({UUID(one) for trail in above.values() for one in trail})
        titles |= await reading.titles_of(connection, app, reader, form, higher)
    return TreePage(records=views, next=place, titles=titles, children=children, above=above)


def parent_column(app: RecordApp, form: str, name: str) -> str:
    """Return the column of the reference to the record above. Raises `Invalid` for another field."""
    app.form(form)
    kept = app.tables.shape(form).fields.get(name)
    shape = None if kept is None else kept.shape
    if kept is None or not isinstance(shape, ReferenceField) or shape.multiple or shape.to != form:
        message = "the field is no reference to the form itself"
        raise Invalid(message, [NOT_QUERIED.report(path="/parent", name=name[:80])])
    return kept.names[0]


def _within(where: Where, asked: TreeQuery, column: str, access: FormAccess, app: RecordApp) -> None:
    """Restrict to the level that is wanted."""
    if where.operand(asked.parent, "/parent") is None:
        message = "the tree is not accepted"
        raise Invalid(message, where.problems)
    if asked.anywhere:
        return
    # The level must not tell of a parent that is not shown in the record.
    readable = access.readable(asked.parent, where.bound)
    if asked.of is not None:
        where.parts.append(f'({readable} AND r."{column}" = {where.bound.put(asked.of)}::uuid)')
        return
    seen = app.access.of(access.reader, access.form, "x").predicate("see", where.bound)
    table = app.tables.shape(access.form).name
    where.parts.append(
        f'(r."{column}" IS NULL OR NOT {readable} OR NOT EXISTS (SELECT FROM {table} AS x '
        f'WHERE x.id = r."{column}" AND x.trashed_at IS NULL AND {seen}))'
    )


async def _level(
    connection: Connection, app: RecordApp, access: FormAccess, asked: TreeQuery, column: str
) -> tuple[Sequence[Any], str | None]:
    """Return the ids of a page, and where the next one begins."""
    query = asked.query
    where = Where(app, access)
    where.seen(query)
    _within(where, asked, column, access, app)
    keys: list[Key] = where.keys(query.sort)
    if query.after is not None:
        values = read_cursor(query.after, len(keys))
        if len(keys) == 2:
            _after_one(where, keys, values)
        else:
            where.after(keys, values)
    listed = "".join(f", {key.sql} AS key_{at}" for at, key in enumerate(keys))
    text = (
        f"SELECT r.id{listed} FROM {app.tables.shape(access.form).name} AS r WHERE {where.sql} "
        f"ORDER BY {order(keys)} LIMIT {query.limit + 1}"
    )
    rows = await connection.fetch(*where.bound.over(text))
    more, rows = len(rows) > query.limit, rows[: query.limit]
    place = cursor([rows[-1][f"key_{at}"] for at in range(len(keys))]) if more else None
    return rows, place


def _after_one(where: Where, keys: Sequence[Key], values: Sequence[str | None]) -> None:
    """Restrict to the records behind a place in an order by one criterion, with those that have no value."""
    first = keys[0]
    if values[0] is None:
        where.parts.append(f"{first.sql} IS NULL")
        where.after(keys[1:], values[1:])
        return
    before = len(where.parts)
    where.after(keys, values)
    where.parts[before:] = [f"({' AND '.join(where.parts[before:])} OR {first.sql} IS NULL)"]


async def _children(
    connection: Connection, app: RecordApp, access: FormAccess, ids: Sequence[UUID], column: str, asked: TreeQuery
) -> dict[str, int]:
    """Return how many records stand below each, of those that pass the filter unless somebody searches."""
    where = Where(app, access)
    query = Query() if asked.anywhere else asked.query.model_copy(update={"search": ""})
    where.seen(query)
    readable = access.readable(asked.parent, where.bound)
    where.parts.append(f'{readable} AND r."{column}" = ANY ({where.bound.put(list(ids))}::uuid[])')
    text = (
        f'SELECT r."{column}" AS above, count(*) AS count FROM {app.tables.shape(access.form).name} AS r '
        f"WHERE {where.sql} GROUP BY 1"
    )
    return {str(row["above"]): row["count"] for row in await connection.fetch(*where.bound.over(text))}


async def _above(
    connection: Connection, app: RecordApp, access: FormAccess, ids: Sequence[UUID], column: str
) -> dict[str, tuple[str, ...]]:
    """Return the ids above records as far up as the reader may see them, the highest first."""
    where = Where(app, access)
    where.seen(Query())
    seen = where.sql
    # Of the highest that is shown nobody has to see what stands above it.
    where.parts.append(access.readable(asked_name(app, access.form, column), where.bound))
    table = app.tables.shape(access.form).name
    text = (
        f'WITH RECURSIVE up (start, id, depth) AS (SELECT r.id, r."{column}", 1 FROM {table} AS r '
        f"WHERE {where.sql} AND r.id = ANY ({where.bound.put(list(ids))}::uuid[]) "
        f'UNION ALL SELECT up.start, r."{column}", up.depth + 1 FROM up JOIN {table} AS r ON r.id = up.id '
        f"WHERE {where.sql} AND up.depth < {_DEEPEST}) "
        f"SELECT start, id FROM up WHERE EXISTS (SELECT FROM {table} AS r WHERE r.id = up.id AND {seen}) "
        f"ORDER BY start, depth DESC"
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in await connection.fetch(*where.bound.over(text)):
        found[str(row["start"])] = (*found.get(str(row["start"]), ()), str(row["id"]))
    return found


def asked_name(app: RecordApp, form: str, column: str) -> str:
    """Return the field of a column."""
    return next(name for name, kept in app.tables.shape(form).fields.items() if column in kept.names)


async def _shown(
    reading: Reading, connection: Connection, app: RecordApp, access: FormAccess, loaded: Sequence[Loaded]
) -> tuple[tuple[Any, ...], dict[str, str]]:
    """Return loaded records as their reader may see them, with what they refer to."""
    records = [one.values for one in loaded]
    await reading.live(connection, app, access.reader, access.form, records)
    seen = reading.seen(app, access)
    rights = [seen.rights(one.values, one.holds) for one in loaded]
    views = tuple(
        view(record, seen, one, stale=held.stale) for record, one, held in zip(records, rights, loaded, strict=True)
    )
    return views, await reading.titles(connection, app, access.reader, access.form, records, rights)
