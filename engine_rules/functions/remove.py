"""`remove`."""

from decimal import Decimal

from engine_rules.calculation.positions import index_at
from engine_rules.function import function
from engine_rules.values import Value


def without(items: list[Value], position: Decimal) -> list[Value]:
    """Return a new list without the element at the position. Raises `NoResult` when there is none."""
    index = index_at(items, position)
    return [*items[:index], *items[index + 1 :]]


FUNCTION = function(
    "remove",
    "list",
    "remove(list: list<T>, position: number) -> list<T>",
    (
        "A list without the element at a position.",
        "去掉指定位置的元素后的列表。",
    ),
    [
        ("remove([1, 2, 3], 2)", "[1, 3]"),
        ("remove([1, 2, 3], -1)", "[1, 2]"),
        ("remove([1], 1)", "[]"),
        ("remove([1, 2], 3)", "null"),
        ("remove(null, 1)", "null"),
    ],
    without,
    without_sql="It gives a list.",
)
