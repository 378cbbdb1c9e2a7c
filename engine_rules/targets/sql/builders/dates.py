"""Functions that make dates and times, and say what lies between two."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from engine_rules import types as t
from engine_rules.targets.sql.arithmetic import arithmetic
from engine_rules.targets.sql.dialect import DAY_NS
from engine_rules.targets.sql.terms import UNKNOWN, Scalar, Term, Unsupported
from engine_rules.targets.sql.writer import Writer

_Build = Callable[[Writer, int, list[Term]], Term]
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_NAMES: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MONTHS: Final = (
    "CAST((extract(year FROM {1}) - extract(year FROM {0})) * 12 "
    "+ extract(month FROM {1}) - extract(month FROM {0}) AS integer)"
)
_MONTHS_BETWEEN: Final = (
    f"{_MONTHS} - CASE WHEN {_MONTHS} > 0 AND extract(day FROM {{1}}) < extract(day FROM {{0}}) THEN 1 "
    f"WHEN {_MONTHS} < 0 AND extract(day FROM {{1}}) > extract(day FROM {{0}}) THEN -1 ELSE 0 END"
)
"""The whole months from one day to another."""
_DATE_TEXT: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def day_of(writer: Writer, term: Term) -> Scalar:
    """Return the day of a date, or of a date and time as its zone sees it."""
    scalar = writer.scalar(term)
    if scalar.type is t.DATE:
        return scalar
    local = writer.dialect.local(scalar)
    return Scalar(f"CAST({local.sql} AS date)", t.DATE, scalar.nullable)


def _date(writer: Writer, signature: int, arguments: list[Term]) -> Term:
    """Return the date of a text, a date and time, or of its parts."""
    if signature in {1, 2}:
        return day_of(writer, arguments[0])
    if not writer.dialect.reads_dates:
        raise Unsupported(
            "A date out of a text or numbers that are not known beforehand", "由非常量文本或数字得到的日期"
        )
    if signature == 0:
        text = writer.scalar(arguments[0])

        def checked(one: str) -> str:
            return _checked_date(writer, one, f"{_matches(writer, one, _DATE_TEXT)} AND ").sql

        return Scalar(writer.dialect.once([text], checked), t.DATE, atom=False)
    parts = [
        Scalar(f"CAST(trunc({writer.dialect.settled(writer.scalar(one)).sql}) AS integer)", t.NUMBER)
        for one in arguments
    ]
    return Scalar(writer.dialect.once(parts, lambda *texts: _date_of_parts(writer, *texts)), t.DATE, atom=False)


def _date_of_parts(writer: Writer, year: str, month: str, day: str) -> str:
    """Return the date of whole numbers, null when the calendar has none."""
    padded = " || '-' || ".join(
        f"lpad(CAST({part} AS varchar), {width}, '0')" for part, width in ((year, 4), (month, 2), (day, 2))
    )
    inside = f"{year} BETWEEN 1 AND 9999 AND {month} BETWEEN 1 AND 12 AND {day} BETWEEN 1 AND 31 AND "
    return _checked_date(writer, f"({padded})", inside).sql


def _matches(writer: Writer, text: str, pattern: str) -> str:
    """Return whether a text matches a plain pattern."""
    return f"{text} ~ '{pattern}'" if writer.dialect.name == "postgres" else f"regexp_matches({text}, '{pattern}')"


def _checked_date(writer: Writer, text: str, first: str) -> Scalar:
    """Return the date of a text that `first` (empty or ending in AND) holds of, null when the calendar has none."""
    if writer.dialect.name == "postgres":
        sql = f"CASE WHEN {first}pg_input_is_valid({text}, 'date') THEN CAST({text} AS date) END"
    else:
        condition = first.removesuffix(" AND ")
        sql = f"CASE WHEN {condition} THEN TRY_CAST({text} AS DATE) END"
    return Scalar(sql, t.DATE, atom=False)


def _date_and_time(writer: Writer, signature: int, arguments: list[Term]) -> Term:
    """Return the time on a day. Raises `Unsupported` for a text: its zone is not known beforehand."""
    if signature == 0:
        raise Unsupported("A date and time out of a text that is not known beforehand", "由非常量文本得到的日期时间")
    day, time = day_of(writer, arguments[0]), writer.scalar(arguments[1])
    return Scalar(f"{day.text} + {time.text}", t.DATE_TIME, day.nullable or time.nullable, atom=False)


def _time(writer: Writer, signature: int, arguments: list[Term]) -> Term:
    """Return the time of a local date and time, or of its parts."""
    if signature == 0:
        raise Unsupported("A time out of a text that is not known beforehand", "由非常量文本得到的时间")
    first = writer.scalar(arguments[0])
    if signature == 1:
        return first
    if signature == 2:
        if first.zone is not None:
            raise Unsupported("A time with a zone", "带时区的时间")
        return Scalar(f"CAST({first.sql} AS time)", t.TIME, first.nullable)
    hour, minute, second, *offset = (writer.dialect.settled(writer.scalar(one)) for one in arguments)
    if offset and not offset[0].null:
        raise Unsupported("A time with a zone", "带时区的时间")
    inside = (
        f"{hour.text} >= 0 AND {hour.text} < 24 AND {minute.text} >= 0 AND {minute.text} < 60 "
        f"AND {second.text} >= 0 AND {second.text} < 60"
    )
    parts = f"CAST(trunc({hour.sql}) AS integer), CAST(trunc({minute.sql}) AS integer)"
    made = f"make_time({parts}, CAST({second.sql} AS double precision))"
    return Scalar(f"CASE WHEN {inside} THEN {made} END", t.TIME, atom=False)


def _duration(_writer: Writer, _signature: int, _arguments: list[Term]) -> Term:
    """Raise `Unsupported`: a text that is not known beforehand may be either kind of duration."""
    raise Unsupported("A duration out of a text that is not known beforehand", "由非常量文本得到的时长")


def _months_between(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
    """Return the whole months from one day to another as a duration."""
    start, end = (day_of(writer, one) for one in arguments)
    sql = writer.dialect.once([start, end], _MONTHS_BETWEEN.format)
    return Scalar(sql, t.YEARS_MONTHS, start.nullable or end.nullable, atom=False)


def _days_between(writer: Writer, signature: int, arguments: list[Term]) -> Term:
    """Return the days from one day to another, or the whole ones between two moments."""
    dialect = writer.dialect
    if signature == 3:
        start, end = (writer.scalar(one) for one in arguments)
        if (start.zone is None) != (end.zone is None):
            return Scalar("NULL", t.NUMBER, constant=None)
        duration = arithmetic(writer, "-", end, start)
        if dialect.name == "postgres":
            sql = f"trunc(extract(epoch FROM {duration.sql}) / 86400)"
        else:
            sql = f"{duration.text} // {DAY_NS}"
        return Scalar(sql, t.NUMBER, duration.nullable, atom=dialect.name == "postgres", form="integer", digits=(10, 0))
    start, end = (day_of(writer, one) for one in arguments)
    nullable = start.nullable or end.nullable
    return Scalar(
        dialect.days_between(end.text, start.text), t.NUMBER, nullable, atom=False, form="integer", digits=(8, 0)
    )


def _named(part: str, names: tuple[str, ...]) -> _Build:
    """Return the builder of the English name of a part of a day."""

    def build(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
        day = day_of(writer, arguments[0])
        cases = " ".join(f"WHEN {number} THEN '{name}'" for number, name in enumerate(names, 1))
        return Scalar(f"CASE {writer.dialect.part(part, day).sql} {cases} END", t.STRING, day.nullable, atom=False)

    return build


def _part(part: str) -> _Build:
    """Return the builder of a part of a day as a number."""

    def build(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
        return writer.dialect.part(part, day_of(writer, arguments[0]))

    return build


def _now(writer: Writer, _signature: int, _arguments: list[Term]) -> Term:
    """Return the present instant."""
    return writer.dialect.clock(writer.source.zone, writer.parameters, as_date=False)


def _today(writer: Writer, _signature: int, _arguments: list[Term]) -> Term:
    """Return the present date."""
    return writer.dialect.clock(writer.source.zone, writer.parameters, as_date=True)


def _absolute(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
    """Return the size of a number or duration without its sign."""
    value = writer.scalar(arguments[0])
    if value.type is t.NUMBER:
        value = writer.dialect.as_number(value)
    elif value.type is t.DAYS_TIME:
        value = writer.dialect.nanoseconds(value)
    return replace(value, sql=f"abs({value.sql})", atom=True, constant=UNKNOWN)


BUILDERS: Final[dict[str, _Build]] = {
    "abs": _absolute,
    "date": _date,
    "date_and_time": _date_and_time,
    "time": _time,
    "duration": _duration,
    "years_and_months_duration": _months_between,
    "days_between": _days_between,
    "day_of_week": _named("isodow", _DAYS),
    "month_of_year": _named("month", _MONTH_NAMES),
    "week_of_year": _part("week"),
    "day_of_year": _part("doy"),
    "now": _now,
    "today": _today,
}
