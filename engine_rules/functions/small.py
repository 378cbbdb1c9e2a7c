"""`SMALL`."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cmp_to_key

from engine_rules.evaluation import NoResult
from engine_rules.function import function
from engine_rules.operators import less, same_kind
from engine_rules.types import ORDERED
from engine_rules.values import Value, kind_of


def in_order(items: Sequence[Value]) -> list[Value]:
    """Return the elements that are not null, the smallest first. Raises `NoResult` when they have no order."""
    values = [item for item in items if item is not None]
    if any(kind_of(value) not in ORDERED or not same_kind(value, values[0]) for value in values):
        raise NoResult("the elements have no order", "这些元素无法排序")
    return sorted(values, key=cmp_to_key(_compared))


def _compared(left: Value, right: Value) -> int:
    """Return a negative number when `left` is smaller, a positive one when it is larger. Raises `NoResult`."""
    smaller, larger = less(left, right), less(right, left)
    if smaller is None or larger is None:
        raise NoResult("the elements have no order", "这些元素无法排序")
    return larger - smaller


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
        ("SMALL([5, 1, 3], null)", "null"),
        ('SMALL([1, "客户"], 1)', "null"),
    ],
    smallest,
    without_sql="Sort the rows of a report and take as many as you need instead.",
)
