"""What the operators mean, on any two values: null (with a warning) where DMN 1.5 gives them no meaning."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, DecimalException
from typing import Any, Final

from engine_rules import codes
from engine_rules import types as t
from engine_rules.evaluation import grown, warn
from engine_rules.numbers import CONTEXT, ONE
from engine_rules.temporal import (
    DAY,
    AnyDate,
    AnyDateTime,
    DaysTime,
    Time,
    YearsMonths,
    add_months,
    at_instant,
    date_of_days,
    day_of,
    has_zone,
    instant_of,
    make_date_time,
    ns_of,
    zone_of,
)
from engine_rules.values import KINDS, Range, Value

_KEY: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""How keys of records are written."""
NUMBERS: Final = frozenset({Decimal, int})
_Operation = Callable[[Any, Any], Value]


def _failed(op: str, left: Value, right: Value) -> None:
    """Return null, the result of operands without meaning, and warn of them."""
    return warn(codes.NULL_OPERAND, op=op, left=KINDS.get(type(left), t.ANY), right=KINDS.get(type(right), t.ANY))


# --- arithmetic ---------------------------------------------------------------------------------------------------


def _date_plus(day: AnyDate, duration: DaysTime) -> Value:
    return date_of_days(day.toordinal() + duration.ns // DAY)


def _moment_plus(moment: AnyDateTime, duration: DaysTime) -> Value:
    return at_instant(instant_of(moment) + duration.ns, zone_of(moment))


def _moment_months(moment: AnyDateTime, duration: YearsMonths) -> Value:
    day = add_months(day_of(moment), duration.months)
    return None if day is None else make_date_time(day, ns_of(moment), zone_of(moment))


def _time_plus(time: Time, duration: DaysTime) -> Value:
    return Time((time.ns + duration.ns) % DAY, time.zone)


def _moments_between(left: AnyDateTime, right: AnyDateTime) -> Value:
    if has_zone(left) != has_zone(right):
        return None
    return DaysTime(instant_of(left) - instant_of(right))


def _midnight(day: AnyDate) -> AnyDateTime:
    return make_date_time(day, 0, UTC)


def _times_between(left: Time, right: Time) -> Value:
    if (left.zone is None) != (right.zone is None):
        return None
    return DaysTime(left.instant() - right.instant())


def _joined(left: str, right: str) -> str:
    grown(len(left) + len(right))
    return left + right


def _scaled_months(duration: YearsMonths, factor: Decimal) -> YearsMonths:
    return YearsMonths(int(CONTEXT.multiply(Decimal(duration.months), factor)))


def _scaled(duration: DaysTime, factor: Decimal) -> DaysTime:
    return DaysTime(int(CONTEXT.multiply(Decimal(duration.ns), factor)))


def _quotient(left: int, right: int) -> Decimal:
    return CONTEXT.divide(Decimal(left), Decimal(right))


def _power(base: Decimal, exponent: Decimal) -> Decimal | None:
    if not base and not exponent:
        return ONE
    result = CONTEXT.power(base, exponent)
    return result if result.is_finite() else None


_ADD: Final[dict[tuple[t.Type, t.Type], _Operation]] = {
    (t.NUMBER, t.NUMBER): CONTEXT.add,
    (t.STRING, t.STRING): _joined,
    (t.DAYS_TIME, t.DAYS_TIME): lambda a, b: DaysTime(a.ns + b.ns),
    (t.YEARS_MONTHS, t.YEARS_MONTHS): lambda a, b: YearsMonths(a.months + b.months),
    (t.DATE, t.DAYS_TIME): _date_plus,
    (t.DAYS_TIME, t.DATE): lambda a, b: _date_plus(b, a),
    (t.DATE, t.YEARS_MONTHS): lambda a, b: add_months(a, b.months),
    (t.YEARS_MONTHS, t.DATE): lambda a, b: add_months(b, a.months),
    (t.DATE_TIME, t.DAYS_TIME): _moment_plus,
    (t.DAYS_TIME, t.DATE_TIME): lambda a, b: _moment_plus(b, a),
    (t.DATE_TIME, t.YEARS_MONTHS): _moment_months,
    (t.YEARS_MONTHS, t.DATE_TIME): lambda a, b: _moment_months(b, a),
    (t.TIME, t.DAYS_TIME): _time_plus,
    (t.DAYS_TIME, t.TIME): lambda a, b: _time_plus(b, a),
}
_SUBTRACT: Final[dict[tuple[t.Type, t.Type], _Operation]] = {
    (t.NUMBER, t.NUMBER): CONTEXT.subtract,
    (t.DAYS_TIME, t.DAYS_TIME): lambda a, b: DaysTime(a.ns - b.ns),
    (t.YEARS_MONTHS, t.YEARS_MONTHS): lambda a, b: YearsMonths(a.months - b.months),
    (t.DATE, t.DAYS_TIME): lambda a, b: _date_plus(a, DaysTime(-b.ns)),
    (t.DATE, t.YEARS_MONTHS): lambda a, b: add_months(a, -b.months),
    (t.DATE, t.DATE): lambda a, b: DaysTime((a.toordinal() - b.toordinal()) * DAY),
    (t.DATE, t.DATE_TIME): lambda a, b: _moments_between(_midnight(a), b),
    (t.DATE_TIME, t.DATE): lambda a, b: _moments_between(a, _midnight(b)),
    (t.DATE_TIME, t.DATE_TIME): _moments_between,
    (t.DATE_TIME, t.DAYS_TIME): lambda a, b: _moment_plus(a, DaysTime(-b.ns)),
    (t.DATE_TIME, t.YEARS_MONTHS): lambda a, b: _moment_months(a, YearsMonths(-b.months)),
    (t.TIME, t.TIME): _times_between,
    (t.TIME, t.DAYS_TIME): lambda a, b: _time_plus(a, DaysTime(-b.ns)),
}
_MULTIPLY: Final[dict[tuple[t.Type, t.Type], _Operation]] = {
    (t.NUMBER, t.NUMBER): CONTEXT.multiply,
    (t.DAYS_TIME, t.NUMBER): _scaled,
    (t.NUMBER, t.DAYS_TIME): lambda a, b: _scaled(b, a),
    (t.YEARS_MONTHS, t.NUMBER): _scaled_months,
    (t.NUMBER, t.YEARS_MONTHS): lambda a, b: _scaled_months(b, a),
}
_DIVIDE: Final[dict[tuple[t.Type, t.Type], _Operation]] = {
    (t.NUMBER, t.NUMBER): CONTEXT.divide,
    (t.DAYS_TIME, t.NUMBER): lambda a, b: DaysTime(int(CONTEXT.divide(Decimal(a.ns), b))),
    (t.DAYS_TIME, t.DAYS_TIME): lambda a, b: _quotient(a.ns, b.ns),
    (t.YEARS_MONTHS, t.NUMBER): lambda a, b: YearsMonths(int(CONTEXT.divide(Decimal(a.months), b))),
    (t.YEARS_MONTHS, t.YEARS_MONTHS): lambda a, b: _quotient(a.months, b.months),
}
_POWER: Final[dict[tuple[t.Type, t.Type], _Operation]] = {
    (t.NUMBER, t.NUMBER): _power,
}
RESULTS: Final[dict[str, dict[tuple[t.Type, t.Type], t.Type]]] = {
    "+": {pair: pair[1] if pair[0] in t.DURATIONS else pair[0] for pair in _ADD},
    "-": {pair: pair[0] for pair in _SUBTRACT},
    "*": {pair: pair[1] if pair[0] is t.NUMBER else pair[0] for pair in _MULTIPLY},
    "/": {pair: pair[0] if pair[1] is t.NUMBER else t.NUMBER for pair in _DIVIDE},
    "**": {(t.NUMBER, t.NUMBER): t.NUMBER},
}
"""The type of a result by operator and the types of both sides."""
for _left in (t.DATE, t.DATE_TIME, t.TIME):
    for _right in (t.DATE, t.DATE_TIME, t.TIME):
        if (_left, _right) in RESULTS["-"]:
            RESULTS["-"][_left, _right] = t.DAYS_TIME


def _operator(op: str, table: dict[tuple[t.Type, t.Type], _Operation]) -> _Operation:
    """Return the function of an operator over any two values."""

    def apply(left: Value, right: Value) -> Value:
        operation = table.get((KINDS.get(type(left), t.ANY), KINDS.get(type(right), t.ANY)))
        if operation is None:
            return _failed(op, left, right)
        try:
            result = operation(left, right)
        except (DecimalException, OverflowError, ValueError):
            return _failed(op, left, right)
        if result is None:
            return _failed(op, left, right)
        return result

    apply.__doc__ = f"Return `left {op} right`, null where it has no meaning."
    return apply


add: Final = _operator("+", _ADD)
subtract: Final = _operator("-", _SUBTRACT)
multiply: Final = _operator("*", _MULTIPLY)
divide: Final = _operator("/", _DIVIDE)
power: Final = _operator("**", _POWER)


def negate(value: Value) -> Value:
    """Return `-value` of a number or duration."""
    kind = type(value)
    if kind in NUMBERS:
        return CONTEXT.minus(Decimal(value))
    if kind is DaysTime:
        return DaysTime(-value.ns)
    if kind is YearsMonths:
        return YearsMonths(-value.months)
    return _failed("-", None, value)


# --- comparison ---------------------------------------------------------------------------------------------------


def equal(left: Value, right: Value) -> bool | None:
    """Return whether two values are equal: null only equals null, values of different types give null."""
    if left is None or right is None:
        return left is right
    kind = KINDS.get(type(left), t.ANY)
    if kind is not KINDS.get(type(right), t.ANY):
        return _failed("=", left, right)
    if kind is t.LIST:
        return _all_equal(left, right) if len(left) == len(right) else False
    if kind is t.CONTEXT:
        if left.keys() != right.keys():
            return _same_record(left, right)
        return _all_equal(list(left.values()), [right[name] for name in left])
    if kind is t.DATE_TIME and type(left) is not type(right):
        return has_zone(left) == has_zone(right) and instant_of(left) == instant_of(right)
    return bool(left == right)


def _same_record(left: Mapping[str, Value], right: Mapping[str, Value]) -> bool:
    """Return whether two contexts are one record, of which different parts were loaded."""
    key = left.get("id")
    return isinstance(key, str) and key == right.get("id") and _KEY.fullmatch(key) is not None


def _all_equal(left: list[Value], right: list[Value]) -> bool | None:
    """Return whether all pairs are equal; a false pair decides, a null one leaves it open."""
    result: bool | None = True
    for one, other in zip(left, right, strict=True):
        same = equal(one, other)
        if same is False:
            return False
        if same is None:
            result = None
    return result


def unequal(left: Value, right: Value) -> bool | None:
    """Return the opposite of `equal`, null where that is null."""
    same = equal(left, right)
    return None if same is None else not same


def _in_order(op: str, left: Value, right: Value) -> tuple[Any, Any] | None:
    """Return two Python values that compare as the values do, or None with a warning."""
    kind = KINDS.get(type(left), t.ANY)
    if kind is not KINDS.get(type(right), t.ANY) or kind not in t.ORDERED:
        return _failed(op, left, right)
    if kind is t.DATE_TIME:
        if type(left) is datetime and type(right) is datetime and (left.tzinfo is None) == (right.tzinfo is None):
            return left, right
        if has_zone(left) != has_zone(right):
            return _failed(op, left, right)
        return instant_of(left), instant_of(right)
    if kind is t.TIME:
        if (left.zone is None) != (right.zone is None):
            return _failed(op, left, right)
        return left.instant(), right.instant()
    return left, right


def less(left: Value, right: Value) -> bool | None:
    """Return `left < right`."""
    pair = _in_order("<", left, right)
    return None if pair is None else pair[0] < pair[1]


def less_equal(left: Value, right: Value) -> bool | None:
    """Return `left <= right`."""
    pair = _in_order("<=", left, right)
    return None if pair is None else pair[0] <= pair[1]


def greater(left: Value, right: Value) -> bool | None:
    """Return `left > right`."""
    pair = _in_order(">", left, right)
    return None if pair is None else pair[0] > pair[1]


def greater_equal(left: Value, right: Value) -> bool | None:
    """Return `left >= right`."""
    pair = _in_order(">=", left, right)
    return None if pair is None else pair[0] >= pair[1]


COMPARISONS: Final[dict[str, _Operation]] = {
    "=": equal,
    "!=": unequal,
    "<": less,
    "<=": less_equal,
    ">": greater,
    ">=": greater_equal,
}


def both(left: bool | None, right: bool | None) -> bool | None:
    """Return `left and right` in three-valued logic; what is no boolean counts as null."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def between(value: Value, low: Value, high: Value) -> bool | None:
    """Return `low <= value and value <= high`."""
    return both(greater_equal(value, low), less_equal(value, high))


def make_range(low: Value, high: Value, low_included: bool, high_included: bool) -> Range | None:
    """Return the range of two endpoints of one ordered type; null when they are not."""
    kind = KINDS.get(type(low), t.ANY)
    if kind not in t.ORDERED or kind is not KINDS.get(type(high), t.ANY):
        return _failed("..", low, high)
    return Range(low, high, low_included, high_included)


def half_range(op: str, end: Value) -> Range | None:
    """Return the range that `< end`, `>= end`, `= end`, `!= end` describes."""
    if end is None and op not in {"=", "!="}:
        return _failed(op, None, end)
    match op:
        case "<" | "<=":
            return Range(None, end, False, op == "<=")
        case ">" | ">=":
            return Range(end, None, op == ">=", False)
        case "=":
            return Range(end, end, True, True, single=True)
        case _:
            return Range(end, end, True, True, True)


def includes(area: Range, value: Value) -> bool | None:
    """Return whether `value` lies in the range."""
    if area.excludes:
        return unequal(value, area.low)
    if area.single:
        return equal(value, area.low)
    above: bool | None = True
    if area.low is not None:
        above = greater_equal(value, area.low) if area.low_included else greater(value, area.low)
    below: bool | None = True
    if area.high is not None:
        below = less_equal(value, area.high) if area.high_included else less(value, area.high)
    return both(above, below)


def passes(value: Value, test: Value) -> bool | None:
    """Return whether `value` passes a test: equals it, lies in the range, or is or lies in an element of the list."""
    if type(test) is Range and type(value) is not Range:
        return includes(test, value)
    if type(test) is list:
        if type(value) is list and equal(value, test) is True:
            return True
        return any_of([_passes_one(value, one) for one in test])
    if test is None and value is not None:
        return None
    return equal(value, test)


def _passes_one(value: Value, one: Value) -> bool | None:
    """Return whether a value equals an element of a list of tests, or lies in it when it is a range."""
    return includes(one, value) if type(one) is Range and type(value) is not Range else equal(value, one)


def any_of(results: list[bool | None]) -> bool | None:
    """Return the disjunction of results."""
    if True in results:
        return True
    return None if None in results else False


def same_kind(left: Value, right: Value) -> bool:
    """Return whether two values are of the same kind, elements and members left out."""
    return KINDS.get(type(left), t.ANY) is KINDS.get(type(right), t.ANY)
