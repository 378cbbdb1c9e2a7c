"""`reverse`."""

from engine_rules.function import function
from engine_rules.values import Value


def backwards(items: list[Value]) -> list[Value]:
    """Return the elements from the last to the first."""
    return items[::-1]


FUNCTION = function(
    "reverse",
    "list",
    "reverse(list: list<T>) -> list<T>",
    (
        "The elements of a list in opposite order.",
        "将列表的元素倒序排列。",
    ),
    [
        ("reverse([1, 2, 3])", "[3, 2, 1]"),
        ("reverse([])", "[]"),
        ('reverse(["甲", null])', '[null, "甲"]'),
        ("reverse(1)", "[1]"),
        ("reverse(null)", "null"),
    ],
    backwards,
    without_sql="It gives a list.",
)
