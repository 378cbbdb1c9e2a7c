"""`SMALL`."""

from collections.abc import Sequence
from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.function import function
from engine_rules.temporal import AnyDateTime, Time, has_zone, instant_of
from engine_rules.types import DATE_TIME, ORDERED, TIME
from engine_rules.values import Value, kind_of


def in_order(items: Sequence[Value]) -> list[Value]:
    """Return the elements that are not null, the smallest first. Raises `NoResult` when they have no order."""
    values = [item for item in items if item is not None]
    kinds = {kind_of(value) for value in values}
    if not kinds <= ORDERED or len(kinds) > 1:
        raise NoResult("the elements have no order", "这些元素无法排序")
    if kinds & {TIME, DATE_TIME}:
        return _in_time(values, [_zoned(value) for value in values])
    return sorted(values)


def _zoned(value: Time | AnyDateTime) -> bool:
    """Return whether a time or a date and time has a zone."""
    return value.zone is not None if isinstance(value, Time) else has_zone(value)


def _in_time(values: list[Value], zoned: Sequence[bool]) -> list[Value]:
    """Return times in order. Raises `NoResult` when only some have a zone."""
    if any(zoned) and not all(zoned):
        raise NoResult("only some of the times have a time zone", "只有部分时间带时区")
    return sorted(values, key=lambda value: value.instant() if isinstance(value, Time) else instant_of(value))


def at_place(values: Sequence[Value], k: Decimal) -> Value:
    """Return the value at the place `k` from 1, decimals cut off. Raises `NoResult` when there is none."""
    place = int(k)
    if not 1 <= place <= len(values):
        raise NoResult("the list has no such place", "列表中没有该名次")
    return values[place - 1]


def smallest(items: list[Value], k: Decimal) -> Value:
    """Return the k-th smallest element."""
    return at_place(in_order(items), k)


FUNCTION = function(
    "SMALL",
    "statistics",
    "SMALL(list: list<T>, k: number) -> T",
    (
        "The k-th smallest element of a list, nulls left out; null when there are fewer.",
        "列表中第 k 小的元素，忽略 null；元素不足时为 null。",
    ),
    [
        ("SMALL([5, 1, 3], 2)", "3"),
        ("SMALL([5, null, 3], 1)", "3"),
        ("SMALL([5, 1, 3], 4)", "null"),
        ('SMALL([date("2026-05-01"), date("2026-01-01")], 1)', 'date("2026-01-01")'),
        ('SMALL([@"13:30:00", @"09:00:00"], 1)', '@"09:00:00"'),
        ("SMALL([5, 1, 3], null)", "null"),
        ('SMALL([1, "客户"], 1)', "null"),
    ],
    smallest,
    without_sql="Sort the rows of a report and take as many as you need instead.",
)
