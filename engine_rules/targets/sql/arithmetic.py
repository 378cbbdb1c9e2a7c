"""Arithmetic on numbers, texts, dates and durations, by the types of both sides."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timezone
from typing import Final
from zoneinfo import ZoneInfo

from engine_rules import types as t
from engine_rules.targets.sql.dialect import DAY_NS
from engine_rules.targets.sql.terms import NULL, UNKNOWN, Scalar, Unsupported
from engine_rules.targets.sql.writer import Writer
from engine_rules.temporal import DaysTime, offset_of

_Build = Callable[[Writer, Scalar, Scalar], Scalar]
_MONTHS_DIGITS: Final = (10, 0)
_NS_DIGITS: Final = (20, 0)


def arithmetic(writer: Writer, op: str, left: Scalar, right: Scalar) -> Scalar:
    """Return `left op right`; null where the operator has no meaning. Raises `Unsupported` for unknown types."""
    if left.null or right.null:
        return NULL
    if t.ANY in {left.type, right.type}:
        raise Unsupported("Arithmetic with a value whose type is not known", "对类型未知的值的运算")
    build = _OPERATIONS.get((op, left.type, right.type))
    return NULL if build is None else build(writer, left, right)


def negative(writer: Writer, value: Scalar) -> Scalar:
    """Return `-value`."""
    if value.type is t.NUMBER:
        value = writer.dialect.as_number(value) if not value.known else value
    elif value.type is t.DAYS_TIME:
        value = writer.dialect.nanoseconds(value)
    elif value.type is not t.YEARS_MONTHS:
        return NULL
    return replace(value, sql=f"-{value.text}", atom=False, constant=UNKNOWN)


# --- builders -------------------------------------------------------------------------------------------------------


def _computed(sql: str, kind: t.Type, left: Scalar, right: Scalar) -> Scalar:
    """Return the result of an operator, null when a side is."""
    return Scalar(sql, kind, left.nullable or right.nullable, atom=False)


def _sum(op: str) -> _Build:
    return lambda writer, left, right: writer.dialect.add(op, left, right)


def _join(_writer: Writer, left: Scalar, right: Scalar) -> Scalar:
    return _computed(f"{left.text} || {right.text}", t.STRING, left, right)


def _months_sum(op: str) -> _Build:
    return lambda _writer, left, right: _computed(f"{left.text} {op} {right.text}", t.YEARS_MONTHS, left, right)


def _durations_sum(op: str) -> _Build:
    def build(writer: Writer, left: Scalar, right: Scalar) -> Scalar:
        if left.form == right.form == "days":
            return replace(_computed(f"{left.text} {op} {right.text}", t.DAYS_TIME, left, right), form="days")
        first, second = writer.dialect.nanoseconds(left), writer.dialect.nanoseconds(right)
        return _computed(f"{first.text} {op} {second.text}", t.DAYS_TIME, left, right)

    return build


def _date_days(op: str) -> _Build:
    def build(writer: Writer, left: Scalar, right: Scalar) -> Scalar:
        constant = right.constant
        sign = -1 if op == "-" else 1
        if isinstance(constant, DaysTime):
            days = str(constant.ns * sign // DAY_NS)
            return _computed(f"{left.text} + ({days})", t.DATE, left, right)
        if right.form == "days":
            return _computed(f"{left.text} {op} CAST({right.sql} AS integer)", t.DATE, left, right)
        ns = writer.dialect.nanoseconds(right)
        days = writer.dialect.floor_days(f"-{ns.text}" if op == "-" else ns.sql)
        return _computed(f"{left.text} + CAST({days} AS integer)", t.DATE, left, right)

    return build


def _date_months(op: str) -> _Build:
    def build(writer: Writer, left: Scalar, right: Scalar) -> Scalar:
        sql = f"CAST({left.text} {op} {writer.dialect.months(right)} AS date)"
        return replace(_computed(sql, t.DATE, left, right), atom=True)

    return build


def _moment_months(op: str) -> _Build:
    def build(writer: Writer, left: Scalar, right: Scalar) -> Scalar:
        local = writer.dialect.local(left)
        moved = _computed(f"{local.text} {op} {writer.dialect.months(right)}", t.DATE_TIME, left, right)
        return moved if left.zone is None else writer.dialect.instant(moved, left.zone)

    return build


def _moment_days(op: str) -> _Build:
    def build(writer: Writer, left: Scalar, right: Scalar) -> Scalar:
        sql = f"{left.text} {op} {writer.dialect.interval(right)}"
        return replace(_computed(sql, left.type, left, right), zone=left.zone)

    return build


def _dates_between(writer: Writer, left: Scalar, right: Scalar) -> Scalar:
    return replace(_computed(writer.dialect.days_between(left.text, right.text), t.DAYS_TIME, left, right), form="days")


def _moments_between(writer: Writer, left: Scalar, right: Scalar) -> Scalar:
    left, right = (writer.dialect.instant(one, UTC) if one.type is t.DATE else one for one in (left, right))
    if (left.zone is None) != (right.zone is None):
        return NULL
    return writer.dialect.between_moments(left, right)


def _scaled(writer: Writer, left: Scalar, right: Scalar) -> Scalar:
    duration, factor = (left, right) if right.type is t.NUMBER else (right, left)
    return _whole(writer, writer.dialect.multiply(_count(writer, duration), factor), duration)


def _divided(writer: Writer, left: Scalar, right: Scalar) -> Scalar:
    return _whole(writer, writer.dialect.divide(_count(writer, left), right), left)


def _count(writer: Writer, duration: Scalar) -> Scalar:
    """Return a duration as a number of months or nanoseconds."""
    if duration.type is t.DAYS_TIME:
        duration = writer.dialect.nanoseconds(duration)
    digits = _MONTHS_DIGITS if duration.type is t.YEARS_MONTHS else _NS_DIGITS
    if duration.known:
        ns = duration.constant
        return writer.dialect.as_number(writer.scalar(writer.value(ns.ns if isinstance(ns, DaysTime) else ns.months)))
    return writer.dialect.as_number(replace(duration, type=t.NUMBER, form="integer", digits=digits, constant=UNKNOWN))


def _whole(writer: Writer, number: Scalar, duration: Scalar) -> Scalar:
    """Return a number of months or nanoseconds, cut off, as a duration of the type of another."""
    number = writer.dialect.settled(number)
    sql = f"CAST({writer.dialect.truncated(number.sql)} AS {writer.dialect.types[duration.type]})"
    return Scalar(sql, duration.type, number.nullable)


def _ratio(writer: Writer, left: Scalar, right: Scalar) -> Scalar:
    return writer.dialect.divide(_count(writer, left), _count(writer, right))


_N, _S, _D, _T, _M, _DT, _YM = (
    t.NUMBER, t.STRING, t.DATE, t.TIME, t.DATE_TIME, t.DAYS_TIME, t.YEARS_MONTHS,
)  # fmt: skip
_OPERATIONS: Final[dict[tuple[str, t.Type, t.Type], _Build]] = {
    ("*", _N, _N): lambda writer, left, right: writer.dialect.multiply(left, right),
    ("/", _N, _N): lambda writer, left, right: writer.dialect.divide(left, right),
    ("**", _N, _N): lambda writer, left, right: writer.dialect.power(left, right),
    ("+", _S, _S): _join,
    ("-", _D, _D): _dates_between,
    ("-", _D, _M): _moments_between,
    ("-", _M, _D): _moments_between,
    ("-", _M, _M): _moments_between,
    ("-", _T, _T): _moments_between,
    ("*", _DT, _N): _scaled,
    ("*", _N, _DT): _scaled,
    ("*", _YM, _N): _scaled,
    ("*", _N, _YM): _scaled,
    ("/", _DT, _N): _divided,
    ("/", _YM, _N): _divided,
    ("/", _DT, _DT): _ratio,
    ("/", _YM, _YM): _ratio,
}
for _op in ("+", "-"):
    _OPERATIONS[_op, _N, _N] = _sum(_op)
    _OPERATIONS[_op, _DT, _DT] = _durations_sum(_op)
    _OPERATIONS[_op, _YM, _YM] = _months_sum(_op)
    _OPERATIONS[_op, _D, _DT] = _date_days(_op)
    _OPERATIONS[_op, _D, _YM] = _date_months(_op)
    _OPERATIONS[_op, _M, _YM] = _moment_months(_op)
    _OPERATIONS[_op, _M, _DT] = _moment_days(_op)
    _OPERATIONS[_op, _T, _DT] = _moment_days(_op)
for _left, _right in ((_D, _DT), (_D, _YM), (_M, _YM), (_M, _DT), (_T, _DT)):
    _OPERATIONS["+", _right, _left] = lambda w, a, b, build=_OPERATIONS["+", _left, _right]: build(w, b, a)  # type: ignore[misc]


# --- properties -----------------------------------------------------------------------------------------------------

_PARTS: Final = {
    "year": "year", "month": "month", "day": "day", "weekday": "isodow",
    "hour": "hour", "minute": "minute", "second": "second",
}  # fmt: skip
_CLOCK: Final = frozenset({"hour", "minute", "second"})
_HAVING: Final = {
    t.DATE: frozenset({"year", "month", "day", "weekday"}),
    t.TIME: _CLOCK,
    t.DATE_TIME: frozenset(_PARTS),
}
_UNITS: Final = {
    "days": (DAY_NS, None), "hours": (DAY_NS // 24, DAY_NS), "minutes": (DAY_NS // 1440, DAY_NS // 24),
}  # fmt: skip


def property_of(writer: Writer, value: Scalar, name: str) -> Scalar:
    """Return a property of a date, time, date and time or duration; null for one that it has not."""
    dialect = writer.dialect
    if name in _HAVING.get(value.type, ()):
        return dialect.part(_PARTS[name], dialect.local(value))
    if value.type is t.DATE_TIME and name in {"time offset", "timezone"}:
        return _zone_property(writer, value, name)
    if value.type is t.YEARS_MONTHS and name in {"years", "months", "value"}:
        found = f"{value.text} % 12" if name == "months" else value.sql
        if name == "years":
            found = f"CAST({dialect.truncated(f'{value.text} / 12.0')} AS integer)"
        return Scalar(found, t.NUMBER, value.nullable, atom=name != "months", form="integer", digits=(9, 0))
    if value.type is t.DAYS_TIME:
        return _duration_property(writer, value, name)
    return NULL


def _zone_property(writer: Writer, value: Scalar, name: str) -> Scalar:
    """Return the offset or name of the zone in which a moment is seen."""
    if value.zone is None:
        return NULL
    if name == "timezone":
        return _unless_null(value, writer.scalar(writer.value(getattr(value.zone, "key", None))))
    if isinstance(value.zone, timezone):
        offset = writer.scalar(writer.value(DaysTime(offset_of(value.zone) or 0)))
        return _unless_null(value, offset)
    assert isinstance(value.zone, ZoneInfo)
    return writer.dialect.between_moments(writer.dialect.local(value), writer.dialect.local(replace(value, zone=UTC)))


def _unless_null(value: Scalar, result: Scalar) -> Scalar:
    """Return a known result that is null when a value is."""
    if not value.nullable or result.null:
        return result
    sql = f"CASE WHEN {value.text} IS NOT NULL THEN {result.sql} END"
    return replace(result, sql=sql, atom=False, nullable=True, constant=UNKNOWN)


def _duration_property(writer: Writer, value: Scalar, name: str) -> Scalar:
    """Return a part of a days and time duration, with its sign."""
    dialect = writer.dialect
    count = _count(writer, value)
    if name in _UNITS:
        unit, wrap = _UNITS[name]
        rest = f"mod({count.sql}, {wrap})" if wrap else count.sql
        divided = dialect.divide(replace(count, sql=rest, atom=True), writer.scalar(writer.value(unit)))
        return replace(dialect.as_number(_truncated(dialect.settled(divided))), nullable=value.nullable)
    second = writer.scalar(writer.value(10**9))
    if name == "seconds":
        seconds = replace(count, sql=f"mod({count.sql}, {DAY_NS // 1440})", atom=True, digits=(11, 0))
        return replace(dialect.divide(seconds, second), nullable=value.nullable)
    if name == "value":
        return replace(dialect.divide(count, second), nullable=value.nullable)
    return NULL


def _truncated(number: Scalar) -> Scalar:
    """Return a number without its fraction."""
    return replace(number, sql=f"trunc({number.sql})", atom=True, form="integer", digits=(16, 0))
