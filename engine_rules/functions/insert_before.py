"""`insert before`."""

from decimal import Decimal

from engine_rules.calculation.positions import index_at
from engine_rules.evaluation import grown
from engine_rules.function import function
from engine_rules.values import Value


def with_inserted(items: list[Value], position: Decimal, new: Value) -> list[Value]:
    """Return a new list with `new` before the element at the position. Raises `NoResult` when there is none."""
    index = index_at(items, position)
    grown(len(items) + 1)
    return [*items[:index], new, *items[index:]]


FUNCTION = function(
    "insert before",
    "list",
    "insert before(list: list<T>, position: number, newItem: T?) -> list<T>",
    (
        "A list with a new element at a position; what stood there follows it.",
        "在指定位置插入新元素后的列表。",
    ),
    [
        ("insert before([1, 3], 1, 2)", "[2, 1, 3]"),
        ("insert before([1, 3], -1, 2)", "[1, 2, 3]"),
        ("insert before([1, 3], 2, null)", "[1, null, 3]"),
        ("insert before([1, 3], 3, 2)", "null"),
        ("insert before(null, 1, 2)", "null"),
    ],
    with_inserted,
    without_sql="It gives a list.",
)
