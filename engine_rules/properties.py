"""Properties of temporal values and ranges: `date.year`, `duration.hours`, `range.start` (DMN 1.5, table 65)."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from engine_rules import codes
from engine_rules import types as t
from engine_rules.evaluation import warn
from engine_rules.temporal import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    AnyDateTime,
    DaysTime,
    day_of,
    ns_of,
    offset_of,
    seconds_of,
    zone_name,
    zone_of,
)
from engine_rules.values import KINDS, Value, kind_of

_Getter = Callable[[Any], Value]


def _signed(total: int, unit: int, wrap: int | None) -> Decimal:
    """Return how many whole `unit`s `total` has, of those that do not make a `wrap`, with its sign."""
    count = abs(total) // unit if wrap is None else abs(total) % wrap // unit
    return Decimal(-count if total < 0 else count)


def _offset(moment: AnyDateTime) -> Value:
    found = offset_of(zone_of(moment), moment)
    return None if found is None else DaysTime(found)


def _weekday(day: Any) -> Decimal:
    return Decimal((day.toordinal() - 1) % 7 + 1)


def _seconds(duration: DaysTime) -> Decimal:
    seconds = seconds_of(abs(duration.ns) % MINUTE)
    return -seconds if duration.ns < 0 and seconds else seconds


_DATE: Final[dict[str, tuple[t.Type, _Getter]]] = {
    "year": (t.NUMBER, lambda day: Decimal(day.year)),
    "month": (t.NUMBER, lambda day: Decimal(day.month)),
    "day": (t.NUMBER, lambda day: Decimal(day.day)),
    "weekday": (t.NUMBER, _weekday),
}
PROPERTIES: Final[Mapping[str, Mapping[str, tuple[t.Type, _Getter]]]] = {
    "date": _DATE,
    "date and time": {
        name: (kind, lambda moment, read=read: read(day_of(moment))) for name, (kind, read) in _DATE.items()
    }
    | {
        "hour": (t.NUMBER, lambda moment: Decimal(ns_of(moment) // HOUR)),
        "minute": (t.NUMBER, lambda moment: Decimal(ns_of(moment) // MINUTE % 60)),
        "second": (t.NUMBER, lambda moment: seconds_of(ns_of(moment) % MINUTE)),
        "time offset": (t.DAYS_TIME, _offset),
        "timezone": (t.STRING, lambda moment: zone_name(zone_of(moment))),
    },
    "time": {
        "hour": (t.NUMBER, lambda time: Decimal(time.ns // HOUR)),
        "minute": (t.NUMBER, lambda time: Decimal(time.ns // MINUTE % 60)),
        "second": (t.NUMBER, lambda time: seconds_of(time.ns % MINUTE)),
        "time offset": (t.DAYS_TIME, lambda time: None if time.zone is None else DaysTime(offset_of(time.zone) or 0)),
        "timezone": (t.STRING, lambda time: zone_name(time.zone)),
    },
    "years and months duration": {
        "years": (t.NUMBER, lambda duration: _signed(duration.months, 12, None)),
        "months": (t.NUMBER, lambda duration: _signed(duration.months, 1, 12)),
        "value": (t.NUMBER, lambda duration: Decimal(duration.months)),
    },
    "days and time duration": {
        "days": (t.NUMBER, lambda duration: _signed(duration.ns, DAY, None)),
        "hours": (t.NUMBER, lambda duration: _signed(duration.ns, HOUR, DAY)),
        "minutes": (t.NUMBER, lambda duration: _signed(duration.ns, MINUTE, HOUR)),
        "seconds": (t.NUMBER, _seconds),
        "value": (t.NUMBER, lambda duration: Decimal(duration.ns) / SECOND),
    },
    "range": {
        "start": (t.ANY, lambda area: None if area.excludes else area.low),
        "end": (t.ANY, lambda area: None if area.excludes else area.high),
        "start included": (t.BOOLEAN, lambda area: area.low_included and not area.excludes),
        "end included": (t.BOOLEAN, lambda area: area.high_included and not area.excludes),
    },
}
"""By the name of the type: each property's type and how it is read. Durations keep their sign in every part."""


def property_type(kind: t.Type, name: str) -> t.Type | None:
    """Return the type of a property of values of a type, None when it has no such property."""
    found = PROPERTIES.get(kind.name, {}).get(name)
    if found is None:
        return None
    return kind.item if isinstance(kind, t.RangeType) and name in {"start", "end"} else found[0]


def member(value: Value, name: str) -> Value:
    """Return `value.name`: a member, a property, or one of each element; null with a warning when there is none."""
    kind = type(value)
    if kind is dict:
        if name in value:
            return value[name]
    elif kind is list:
        return [member(part, name) for part in value]
    elif value is not None:
        found = PROPERTIES.get(KINDS.get(kind, t.ANY).name, {}).get(name)
        if found is not None:
            return found[1](value)
    warn(codes.UNKNOWN_MEMBER, base=kind_of(value), name=name, known="–")
    return None
