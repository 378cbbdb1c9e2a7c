"""`span`: the records that touch a stretch of days, for calendars."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pydantic

from engine_forms.field_types.date import DateField
from engine_forms.field_types.date_range import DateRangeField
from engine_forms.field_types.date_time import DateTimeField
from engine_forms.filters import AllFilter, AnyFilter, ExpressionFilter
from engine_forms.literal import literal
from engine_forms.system import RECORD
from engine_rules import types as t
from lowcode.kernel.errors import Invalid
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.services.record_answers import Page
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import NOT_QUERIED, WRONG_QUERY
from lowcode.services.record_query import Query
from lowcode.services.record_reading import Reading

MOST_DAYS: Final = 400
"""The longest stretch that can be asked for, in days."""


class SpanQuery(Message):
    """Which records touch a stretch of days."""

    start: Annotated[str, pydantic.Field(min_length=1, max_length=200)]
    """The field with the day or instant, or the whole stretch."""
    end: Annotated[str, pydantic.Field(max_length=200)] | None = None
    """The field with the end; without a value, a record lasts as long as its beginning."""
    first: date
    """The first day."""
    last: date
    """The last day, which belongs to it."""
    zone: Annotated[str, pydantic.Field(max_length=60)] = "UTC"
    """The time zone of the days, such as `Asia/Shanghai`."""
    query: Query = Query()
    """Which records, and their order."""


async def span(reading: Reading, app: RecordApp, actor: Actor, form: str, asked: SpanQuery) -> Page:
    """Return the records that the actor may see and that touch some days. Raises `Invalid`."""
    app.form(form)
    mine = ExpressionFilter(kind="expression", expression=touching(app, form, asked))
    both: tuple[AnyFilter, ...] = (mine,) if asked.query.filter is None else (mine, asked.query.filter)
    narrowed = asked.query.model_copy(update={"filter": AllFilter(kind="all", filters=both)})
    return await reading.page(app, actor, form, narrowed)


def touching(app: RecordApp, form: str, asked: SpanQuery) -> str:
    """Return the expression that holds for the records that touch the days. Raises `Invalid`."""
    if asked.last < asked.first or asked.last - asked.first > timedelta(days=MOST_DAYS):
        message = f"a stretch has 1 to {MOST_DAYS} days"
        raise Invalid(message, [WRONG_QUERY.report(path="/last", reason=message)])
    shape = app.logic(form).shapes.get(asked.start)
    if isinstance(shape, DateRangeField):
        low, high = _edges(asked, timed=shape.with_time)
        return f"{asked.start}.start {high} and {asked.start}.end {low}"
    low, high = _edges(asked, timed=_timed(app, form, asked.start, "/start"))
    if asked.end is None:
        return f"{asked.start} {high} and {asked.start} {low}"
    low_of_end, _ = _edges(asked, timed=_timed(app, form, asked.end, "/end"))
    return f"{asked.start} {high} and (({asked.end} {low_of_end}) or ({asked.end} = null and {asked.start} {low}))"


def _timed(app: RecordApp, form: str, name: str, path: str) -> bool:
    """Return whether a field holds instants, not days. Raises `Invalid` for one that holds neither."""
    shape = app.logic(form).shapes.get(name)
    if isinstance(shape, DateTimeField) or RECORD.get(name) == t.DATE_TIME:
        return True
    if isinstance(shape, DateField):
        return False
    message = "the field holds no day"
    raise Invalid(message, [NOT_QUERIED.report(path=path, name=name[:80])])


def _edges(asked: SpanQuery, *, timed: bool) -> tuple[str, str]:
    """Return the comparisons with the first and the last day, of instants with the turns of these days."""
    if not timed:
        return f">= {literal(asked.first)}", f"<= {literal(asked.last)}"
    try:
        zone = ZoneInfo(asked.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"there is no time zone {asked.zone}"
        raise Invalid(message, [WRONG_QUERY.report(path="/zone", reason=message)]) from error
    begins = datetime.combine(asked.first, time(), zone)
    ends = datetime.combine(asked.last + timedelta(days=1), time(), zone)
    return f">= {literal(_fixed(begins))}", f"< {literal(_fixed(ends))}"


def _fixed(moment: datetime) -> datetime:
    """Return an instant with the offset that its zone has then: literals know no names of zones."""
    return datetime.fromisoformat(moment.isoformat())
