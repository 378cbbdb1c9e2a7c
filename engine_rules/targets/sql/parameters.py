"""Parameters of a text: marked where they are used, numbered in the end by who is left."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from engine_rules.targets.sql.terms import Unsupported
from engine_rules.temporal import DaysTime, Time, YearsMonths
from engine_rules.values import Value

_MARK: Final = re.compile("\x00(\\d+)\x00")
_MICRO: Final = 1000


@dataclass(frozen=True, slots=True)
class Given:
    """A parameter whose value comes when the query runs: an input by its name, or the clock."""

    name: str
    """`""` is the clock."""
    read: Callable[[Value], Any] = field(compare=False, default=lambda value: value)
    """Returns what the driver takes."""
    as_date: bool = False
    """Whether of the clock only the date is wanted."""


@dataclass(slots=True)
class Parameters:
    """The parameters that parts of a text have asked for; equal ones are one."""

    values: list[Any] = field(default_factory=list)
    places: dict[Any, int] = field(default_factory=dict)

    def mark(self, value: Any) -> str:
        """Return the mark that stands for a value as the driver takes it, or for a `Given`."""
        key = value if isinstance(value, Given) else (type(value), repr(value))
        place = self.places.setdefault(key, len(self.values))
        if place == len(self.values):
            self.values.append(value)
        return f"\x00{place}\x00"

    def numbered(self, text: str, first: int = 1, marker: str = "$") -> tuple[str, list[Any]]:
        """Return the text with `$1`, `$2`, … (or another marker) from `first` on, and the values in that order."""
        order: dict[int, int] = {}

        def number(match: re.Match[str]) -> str:
            return f"{marker}{order.setdefault(int(match[1]), len(order) + first)}"

        result = _MARK.sub(number, text)
        return result, [self.values[place] for place in order]


def stored(value: Value) -> Any:
    """Return a value as drivers take it: durations as numbers, times as `datetime.time`.

    Raises `Unsupported` for what no column can hold.
    """
    kind = type(value)
    if value is None or kind in {Decimal, bool, date, datetime}:
        return value
    if kind is int:
        return Decimal(value)
    if kind is str:
        if "\x00" in value:
            raise Unsupported("A text with the character U+0000", "包含字符 U+0000 的文本")
        return value
    if kind is DaysTime:
        return Decimal(value.ns)
    if kind is YearsMonths:
        return value.months
    if kind is Time and value.zone is None and value.ns % _MICRO == 0:
        micro = value.ns // _MICRO
        seconds, micro = divmod(micro, 1_000_000)
        return time(seconds // 3600, seconds // 60 % 60, seconds % 60, micro)
    if kind is Time:
        raise Unsupported("A time with a zone or with nanoseconds", "带时区或纳秒的时间")
    if kind is list:
        return [stored(part) for part in value]
    raise Unsupported("A far date, or a time with nanoseconds,", "超出范围的日期或带纳秒的时间")


def filled(parameters: Sequence[Any], now: datetime, values: Mapping[str, Value]) -> list[Any]:
    """Return the parameters with what is given at run time in its place. Raises `KeyError` for a missing input."""
    result: list[Any] = []
    for one in parameters:
        if not isinstance(one, Given):
            result.append(one)
        elif one.name:
            result.append(one.read(stored(values[one.name])))
        else:
            result.append(now.date() if one.as_date else one.read(now))
    return result
