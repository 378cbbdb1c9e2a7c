"""`before`."""

from engine_rules.calculation.intervals import Interval
from engine_rules.function import function
from engine_rules.values import Value


def before(one: Value, other: Value) -> bool:
    """Return whether the first ends before the second begins.

    Raises `NoResult` when they cannot be compared.
    """
    first, second = Interval.of(one), Interval.of(other)
    return first.high < second.low


FUNCTION = function(
    "before",
    "range",
    [
        "before(range1: range<Any>, range2: range<Any>) -> boolean",
        "before(point: Any, range: range<Any>) -> boolean",
        "before(range: range<Any>, point: Any) -> boolean",
        "before(point1: Any, point2: Any) -> boolean",
    ],
    (
        "Whether a point or range ends before another begins.",
        "一个点或范围是否在另一个开始之前结束。",
    ),
    [
        ("before(1, 10)", "true"),
        ("before([1..5], [6..10])", "true"),
        ("before([1..5), 5)", "true"),
        ("before(5, [5..10])", "false"),
        ('before(@"2026-04-30", [@"2026-05-01"..@"2026-05-31"])', "true"),
        ("before(null, [1..10])", "null"),
    ],
    before,
    without_sql="A row holds no ranges.",
)
