"""`finishes`."""

from engine_rules.calculation.intervals import Interval
from engine_rules.function import function
from engine_rules.values import Value


def finishes(one: Value, other: Value) -> bool:
    """Return whether both end together and the first does not begin earlier.

    Raises `NoResult` when they cannot be compared.
    """
    first, second = Interval.of(one), Interval.of(other)
    return first.high == second.high and second.low <= first.low


FUNCTION = function(
    "finishes",
    "range",
    [
        "finishes(range1: range<Any>, range2: range<Any>) -> boolean",
        "finishes(point: Any, range: range<Any>) -> boolean",
    ],
    (
        "Whether a point or range ends where a range ends, and lies in it.",
        "一个点或范围是否与另一范围同时结束且位于其内。",
    ),
    [
        ("finishes(10, [1..10])", "true"),
        ("finishes([5..10], [1..10])", "true"),
        ("finishes(10, [1..10))", "false"),
        ("finishes([5..10), [1..10])", "false"),
        ("finishes(null, [1..10])", "null"),
    ],
    finishes,
    without_sql="A row holds no ranges.",
)
