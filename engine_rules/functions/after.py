"""`after`."""

from engine_rules.calculation.intervals import Interval
from engine_rules.function import function
from engine_rules.values import Value


def after(one: Value, other: Value) -> bool:
    """Return whether the first begins after the second ends.

    Raises `NoResult` when they cannot be compared.
    """
    first, second = Interval.of(one), Interval.of(other)
    return second.high < first.low


FUNCTION = function(
    "after",
    "range",
    [
        "after(range1: range<Any>, range2: range<Any>) -> boolean",
        "after(point: Any, range: range<Any>) -> boolean",
        "after(range: range<Any>, point: Any) -> boolean",
        "after(point1: Any, point2: Any) -> boolean",
    ],
    (
        "Whether a point or range begins after another ends.",
        "一个点或范围是否在另一个结束之后开始。",
    ),
    [
        ("after(10, 5)", "true"),
        ("after([6..10], [1..5])", "true"),
        ("after(12, [2..12))", "true"),
        ("after([5..10], 5)", "false"),
        ("after(null, [1..10])", "null"),
    ],
    after,
    without_sql="A row holds no ranges.",
)
