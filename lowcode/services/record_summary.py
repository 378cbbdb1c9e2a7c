"""`summary`: the records of a query in groups, with figures of their columns, under the rights of who asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import pydantic

from engine_forms.field import Field, Json
from engine_forms.filters import AllFilter, AnyFilter, FieldFilter
from engine_forms.identity import IdField
from engine_forms.system import IDS
from lowcode.kernel import clock
from lowcode.kernel.errors import Invalid
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import NOT_QUERIED
from lowcode.services.record_query import MOST_GROUPS, Query, Where
from lowcode.services.record_reading import Reading, computed
from lowcode.services.record_routes import Reached

Figure = Literal["sum", "average", "min", "max", "count"]
"""What is computed of a column."""
Unit = Literal["day", "week", "month", "quarter", "year"]
"""What days and instants are grouped by."""
MOST_FIGURES: Final = 20
_FUNCTIONS: Final[dict[str, str]] = {"sum": "sum", "average": "avg", "min": "min", "max": "max", "count": "count"}
_ADDED: Final = frozenset({"numeric", "bigint"})
_ORDERED: Final = _ADDED | {"date", "timestamptz", "time"}
_TEMPORAL: Final = frozenset({"date", "timestamptz"})
_DAYS: Final[dict[str, int]] = {"day": 1, "week": 7}
_MONTHS: Final[dict[str, int]] = {"month": 1, "quarter": 3, "year": 12}
_PLAIN_IDS: Final = frozenset({"equals", "not_equals"})


class GroupBy(Message):
    """What records are grouped by."""

    by: Annotated[str, pydantic.Field(min_length=1, max_length=200)]
    """The field, or one of a record that it refers to."""
    unit: Unit | None = None
    """How long the stretches are into which days and instants fall; days by themselves if nothing is said."""


class FigureQuery(Message):
    """A figure of a column."""

    field: Annotated[str, pydantic.Field(min_length=1, max_length=200)]
    """The field."""
    figure: Figure
    """What is computed of the values that there are."""


class SummaryQuery(Message):
    """Which records are to be summed up."""

    query: Query = Query()
    """Which records."""
    group: GroupBy | None = None
    """By what; all together if nothing is said."""
    figures: Annotated[tuple[FigureQuery, ...], pydantic.Field(max_length=MOST_FIGURES)] = ()
    """What is computed of each group."""


class SummaryGroup(Message):
    """The records of a group."""

    value: Json = None
    """The value that they have, the first day of their stretch; null for none, and without grouping."""
    count: int
    """How many they are."""
    figures: tuple[Json, ...] = ()
    """What was asked for, in its order; numbers as texts, so that no digit is lost; null where there are no values."""
    filter: AnyFilter | None = None
    """What they pass, and no others; None without grouping."""


class Summary(Message):
    """Records in groups."""

    groups: tuple[SummaryGroup, ...]
    """The groups in the order of their values, those without one last; one without grouping."""
    more: bool = False
    """Whether there are more groups than an answer holds."""
    titles: dict[str, str] = pydantic.Field(default_factory=dict)
    """What the records, people and departments are called that groups are made by, as far as they may be seen."""


@dataclass(frozen=True, slots=True)
class _Grouping:
    """What records are grouped by, compiled."""

    by: GroupBy
    sql: str
    stored: str
    shape: Field | None
    target: str | None
    operators: tuple[str, ...]


async def summary(reading: Reading, app: RecordApp, actor: Actor, form: str, asked: SummaryQuery) -> Summary:
    """Return groups with their figures, of the records that the actor may see. Raises `Invalid`, `Forbidden`."""
    async with reading.database.connection() as connection:
        reader = await reading.reader(connection, actor)
        where = Where(app, reading.access(app, reader, form))
        where.seen(asked.query)
        grouping = None if asked.group is None else _grouping(where, asked.group)
        figures = [figure_sql(where, one, f"/figures/{at}/field") for at, one in enumerate(asked.figures)]
        if where.problems:
            message = "the summary is not accepted"
            raise Invalid(message, where.problems)
        listed = "".join(f", {sql} AS figure_{at}" for at, sql in enumerate(figures))
        first = "NULL" if grouping is None else grouping.sql
        tail = "" if grouping is None else f" GROUP BY 1 ORDER BY 1 NULLS LAST LIMIT {MOST_GROUPS + 1}"
        table = app.tables.shape(form).name
        text = f"SELECT {first} AS value, count(*) AS count{listed} FROM {table} AS r WHERE {where.sql}{tail}"
        with computed(asked.query):
            rows = await connection.fetch(*where.bound.over(text))
        more, rows = len(rows) > MOST_GROUPS, rows[:MOST_GROUPS]
        titles: dict[str, str] = {}
        if grouping is not None and grouping.target is not None:
            ids = [row["value"] for row in rows if isinstance(row["value"], UUID)]
            titles = await reading.titles_of(connection, app, reader, grouping.target, ids)
    groups = [_group(row, grouping, len(figures)) for row in rows]
    return Summary(groups=tuple(_ordered(groups, grouping)), more=more, titles=titles)


def _grouping(where: Where, by: GroupBy) -> _Grouping | None:
    """Return what records are grouped by; None with a report if that is refused."""
    made = where.operand(by.by, "/group/by")
    if made is None:
        return None
    sql, stored = made
    shape, target = _shape(where, by.by)
    operators = shape.filters() if shape is not None else ("between", "empty") if stored in _TEMPORAL else _PLAIN_IDS
    if stored in _TEMPORAL:
        unit = by.unit or "day"
        local = f"({sql} AT TIME ZONE {where.bound.put(str(clock.zone()))}::text)" if stored == "timestamptz" else sql
        sql = f"date_trunc('{unit}', {local})::date"
    elif by.unit is not None or not {"equals", "true"} & set(operators):
        where.problems.append(NOT_QUERIED.report(None, "/group/by", name=by.by))
        return None
    return _Grouping(by, sql, stored, shape, target, tuple(operators))


def _shape(where: Where, name: str) -> tuple[Field | None, str | None]:
    """Return the field that a name leads to, and what its ids lead to; fields in several columns are none."""
    if "." in name:
        found = where.through([name])
        one: Reached | None = found[0] if found else None
        return (None, None) if one is None else (one.shape, one.target)
    if name in IDS:
        return None, IDS[name]
    kept = where.app.tables.shape(where.form).fields.get(name)
    if kept is None or len(kept.names) > 1:
        return None, None
    return kept.shape, kept.shape.target if isinstance(kept.shape, IdField) else None


def figure_sql(where: Where, wanted: FigureQuery, path: str) -> str:
    """Return a figure as SQL; with a report for columns of which there is none."""
    made = where.operand(wanted.field, path)
    if made is None:
        return "NULL"
    sql, stored = made
    fits = _ADDED if wanted.figure in {"sum", "average"} else _ORDERED
    if wanted.figure != "count" and stored not in fits:
        where.problems.append(NOT_QUERIED.report(None, path, name=wanted.field))
    return f"{_FUNCTIONS[wanted.figure]}({sql})"


def _group(row: Any, grouping: _Grouping | None, figures: int) -> SummaryGroup:
    """Return one group."""
    value, found = row["value"], None
    if grouping is not None:
        value = _written(value, grouping)
        found = _filter(row["value"], value, grouping)
    told = tuple(plain(row[f"figure_{at}"]) for at in range(figures))
    return SummaryGroup(value=value, count=row["count"], figures=told, filter=found)


def _written(value: Any, grouping: _Grouping) -> Json:
    """Return the value of a group as JSON."""
    if grouping.shape is not None and grouping.stored not in _TEMPORAL:
        return grouping.shape.to_json(grouping.shape.from_columns((value,)))
    return plain(value)


def plain(value: Any) -> Json:
    """Return what PostgreSQL gave as JSON."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return format(round(value, 6).normalize(), "f")
    return value.isoformat() if isinstance(value, date | datetime | time) else str(value)


def _filter(raw: Any, value: Json, grouping: _Grouping) -> AnyFilter:
    """Return what the records of a group pass, and no others."""
    name = grouping.by.by
    if raw is None:
        return FieldFilter(kind="field", field=name, operator="empty")
    if grouping.stored in _TEMPORAL:
        first, last = raw, _last(raw, grouping.by.unit or "day")
        ends: list[Json] = [first.isoformat(), last.isoformat()]
        if grouping.stored == "timestamptz":
            begin = datetime.combine(first, time.min, clock.zone())
            end = datetime.combine(last + timedelta(days=1), time.min, clock.zone()) - timedelta(microseconds=1)
            ends = [begin.isoformat(), end.isoformat()]
        return FieldFilter(kind="field", field=name, operator="between", value=ends)
    if "true" in grouping.operators:
        on = FieldFilter(kind="field", field=name, operator="true" if raw else "false")
        there = FieldFilter(kind="field", field=name, operator="not_empty")
        return on if raw else AllFilter(kind="all", filters=(on, there))
    return FieldFilter(kind="field", field=name, operator="equals", value=value)


def _last(first: date, unit: Unit) -> date:
    """Return the last day of a stretch."""
    if unit in _DAYS:
        return first + timedelta(days=_DAYS[unit] - 1)
    months = first.year * 12 + first.month - 1 + _MONTHS[unit]
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def _ordered(groups: Sequence[SummaryGroup], grouping: _Grouping | None) -> Iterator[SummaryGroup]:
    """Iterate over groups in the order that people know: that of options and states, else that of the values."""
    shape = None if grouping is None else grouping.shape
    words = [getattr(one, "value", None) for one in getattr(shape, "options", ())]
    words += [getattr(one, "name", None) for one in getattr(shape, "states", ())]
    places = {word: at for at, word in enumerate(words)}
    yield from sorted(groups, key=lambda one: (one.value is None, places.get(str(one.value), len(places))))
