"""`during`."""

from engine_rules.calculation.intervals import Interval
from engine_rules.function import function
from engine_rules.values import Value


def during(one: Value, other: Value) -> bool:
    """Return whether the first lies in the second.

    Raises `NoResult` when they cannot be compared.
    """
    first, second = Interval.of(one), Interval.of(other)
    return second.low <= first.low and first.high <= second.high


FUNCTION = function(
    "during",
    "range",
    [
        "during(range1: range<Any>, range2: range<Any>) -> boolean",
        "during(point: Any, range: range<Any>) -> boolean",
    ],
    (
        "Whether a point or range lies in a range.",
        "一个点或范围是否位于另一范围之内。",
    ),
    [
        ("during(5, [1..10])", "true"),
        ("during([4..6], [1..10])", "true"),
        ("during(10, [1..10))", "false"),
        ("during([1..10], (1..10])", "false"),
        ("during(null, [1..10])", "null"),
    ],
    during,
    without_sql="A row holds no ranges.",
)
