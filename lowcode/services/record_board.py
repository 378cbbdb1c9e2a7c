"""`board`: records in columns by a value, each column with its figures and its first cards."""

from typing import Annotated, Any, Final

import pydantic

from engine_forms.column import Column
from engine_forms.field import Field, Json
from engine_forms.filters import AllFilter, AnyFilter, FieldFilter
from lowcode.kernel.errors import Invalid
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.services.record_answers import Group, GroupQuery, Page
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import NOT_QUERIED
from lowcode.services.record_query import Query, Where
from lowcode.services.record_reading import Reading

MOST_COLUMNS: Final = 50
"""Of how many columns a board shows cards."""
_NUMBERS: Final = frozenset({"numeric", "bigint", "integer", "smallint", "double precision"})


class BoardQuery(Message):
    """Which records are to be shown in columns, and by what."""

    by: Annotated[str, pydantic.Field(min_length=1, max_length=200)]
    """The field that the columns are made of."""
    total: Annotated[str, pydantic.Field(max_length=200)] | None = None
    """The number field that is added up for each column."""
    cards: Annotated[int, pydantic.Field(ge=1, le=100)] = 20
    """How many records of each column are given at first."""
    query: Query = Query()
    """Which records, and their order in a column."""


class BoardColumn(Message):
    """The records that have one value."""

    value: Json
    """The value, null for none."""
    text: str
    """What people read; a dictionary, choice or stage has better words."""
    count: int
    """How many records have it."""
    total: Json = None
    """The sum of the number field over all of them, as far as the reader may see it."""
    filter: AnyFilter
    """Which records they are: for the pages that follow."""
    page: Page
    """The first of them."""


class Board(Message):
    """Records in columns, the largest column first."""

    columns: tuple[BoardColumn, ...]
    """The columns that have records."""
    others: int = 0
    """How many more values there are, for which there is no room."""


async def board(reading: Reading, app: RecordApp, actor: Actor, form: str, asked: BoardQuery) -> Board:
    """Return the records that the actor may see in columns. Raises `Invalid` for fields that cannot make columns."""
    groups = await reading.groups(app, actor, form, GroupQuery(by=asked.by, query=asked.query))
    shape = app.logic(form).shapes.get(asked.by)
    found = _joined(groups) if _is_switch(shape) else groups
    totals = await _totals(reading, app, actor, form, asked)
    columns = []
    for one in found[:MOST_COLUMNS]:
        mine = _filter(asked.by, shape, one.value)
        both: tuple[AnyFilter, ...] = (mine,) if asked.query.filter is None else (asked.query.filter, mine)
        narrowed = asked.query.model_copy(
            update={"filter": AllFilter(kind="all", filters=both), "limit": asked.cards, "after": None}
        )
        page = await reading.page(app, actor, form, narrowed)
        total = totals.get(_key(one.value))
        columns.append(
            BoardColumn(value=one.value, text=one.text, count=one.count, total=total, filter=mine, page=page)
        )
    return Board(columns=tuple(columns), others=max(0, len(found) - MOST_COLUMNS))


def _filter(name: str, shape: Field | None, value: Json) -> AnyFilter:
    """Return the filter of a column."""
    if _is_switch(shape):
        return FieldFilter(kind="field", field=name, operator="true" if value is True else "false")
    if value is None:
        return FieldFilter(kind="field", field=name, operator="empty")
    return FieldFilter(kind="field", field=name, operator="equals", value=value)


def _is_switch(shape: Field | None) -> bool:
    """Return whether a field is on or off, so that nothing is off."""
    return shape is not None and shape.kind == "switch"


def _joined(groups: list[Group]) -> list[Group]:
    """Return the groups of a switch: those without a value are off."""
    on = sum(one.count for one in groups if one.value is True)
    off = sum(one.count for one in groups if one.value is not True)
    wanted = [Group(value=True, text="", count=on), Group(value=False, text="", count=off)]
    return [one for one in wanted if one.count]


def _key(value: Json) -> str | None:
    """Return a value as what totals are kept by."""
    return None if value is None else str(value)


async def _totals(
    reading: Reading, app: RecordApp, actor: Actor, form: str, asked: BoardQuery
) -> dict[str | None, Json]:
    """Return the sums of the columns by their values; of what the reader may not see nothing is added."""
    if asked.total is None:
        return {}
    kept = app.tables.shape(form).fields.get(asked.total)
    by = app.tables.shape(form).fields.get(asked.by)
    if kept is None or not _is_number(kept.columns[0]):
        message = "the field cannot be added up"
        raise Invalid(message, [NOT_QUERIED.report(path="/total", name=asked.total[:80])])
    async with reading.database.connection() as connection:
        reader = await reading.reader(connection, actor)
        where = Where(app, reading.access(app, reader, form))
        where.seen(asked.query)
        column, summed = where.operand(asked.by, "/by"), where.operand(asked.total, "/total")
        if column is None or summed is None:
            # Whoever may not see the number sees the board without it.
            return {}
        text = (
            f"SELECT {column[0]} AS value, sum({summed[0]}) AS total FROM {app.tables.shape(form).name} AS r "
            f"WHERE {where.sql} GROUP BY 1"
        )
        rows = await connection.fetch(*where.bound.over(text))
    found: dict[str | None, Any] = {}
    for row in rows:
        value = row["value"] if by is None else by.shape.to_json(by.shape.from_columns((row["value"],)))
        if _is_switch(by.shape if by else None):
            value = value is True
        if row["total"] is not None:
            found[_key(value)] = found.get(_key(value), 0) + row["total"]
    return {key: kept.shape.to_json(kept.shape.from_columns((total,))) for key, total in found.items()}


def _is_number(column: Column) -> bool:
    """Return whether a column holds numbers."""
    return column.storage.partition("(")[0] in _NUMBERS
