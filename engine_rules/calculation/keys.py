"""`key_of(value)`: a hashable Python value that two values share exactly when `=` between them is true."""

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from engine_rules.temporal import Time, WideDateTime, has_zone, instant_of
from engine_rules.values import Range, Value


def key_of(value: Value) -> Hashable:
    """Return the key of a value; functions are only equal to themselves."""
    kind = type(value)
    if kind in {str, Decimal, type(None)}:
        return value  # type: ignore[no-any-return]
    write = _KEYS.get(kind)
    return (kind.__name__, value) if write is None else write(value)


def without_repeats(values: Iterable[Value]) -> list[Value]:
    """Return the values in the order of their first appearance, without equal ones after it."""
    seen: dict[Hashable, Value] = {}
    for value in values:
        seen.setdefault(key_of(value), value)
    return list(seen.values())


def _moment(moment: Any) -> Hashable:
    return "moment", has_zone(moment), instant_of(moment)


def _time(time: Time) -> Hashable:
    return "time", time.zone is None, time.instant()


def _range(area: Range) -> Hashable:
    ends = key_of(area.low), key_of(area.high)
    return "range", *ends, area.low_included, area.high_included, area.excludes


_KEYS: Final[dict[type, Callable[[Any], Hashable]]] = {
    int: Decimal,
    datetime: _moment,
    WideDateTime: _moment,
    Time: _time,
    list: lambda items: ("list", *map(key_of, items)),
    dict: lambda members: ("context", frozenset((name, key_of(value)) for name, value in members.items())),
    Range: _range,
}
