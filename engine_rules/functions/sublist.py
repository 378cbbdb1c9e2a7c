"""`sublist`."""

from decimal import Decimal

from engine_rules.calculation.positions import index_at
from engine_rules.evaluation import NoResult
from engine_rules.function import function
from engine_rules.values import Value


def part(items: list[Value], start: Decimal, length: Decimal | None = None) -> list[Value]:
    """Return the elements from position `start` on, at most `length` of them.

    Raises `NoResult` for a position that the list has not, and for a negative length.
    """
    first = index_at(items, start)
    if length is None:
        return items[first:]
    if length < 0:
        raise NoResult("the length is negative", "长度为负数")
    return items[first : first + int(length)]


FUNCTION = function(
    "sublist",
    "list",
    "sublist(list: list<T>, start position: number, [length: number]) -> list<T>",
    (
        "The elements of a list from a position on (1 is the first, -1 the last), or so many of them.",
        "列表中从指定位置开始的元素（1 为第一个，-1 为最后一个），可限定个数。",
    ),
    [
        ("sublist([4, 5, 6], 1, 2)", "[4, 5]"),
        ("sublist([4, 5, 6], 2)", "[5, 6]"),
        ("sublist([4, 5, 6], -2, 1)", "[5]"),
        ("sublist([4, 5, 6], 3, 10)", "[6]"),
        ("sublist([4, 5, 6], 4)", "null"),
        ("sublist(null, 1)", "null"),
    ],
    part,
    without_sql="It gives a list.",
)
