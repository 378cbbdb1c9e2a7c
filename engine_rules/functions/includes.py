"""`includes`."""

from engine_rules.calculation.intervals import Interval
from engine_rules.function import function
from engine_rules.values import Value


def includes(one: Value, other: Value) -> bool:
    """Return whether the second lies in the first.

    Raises `NoResult` when they cannot be compared.
    """
    first, second = Interval.of(one), Interval.of(other)
    return first.low <= second.low and second.high <= first.high


FUNCTION = function(
    "includes",
    "range",
    [
        "includes(range1: range<Any>, range2: range<Any>) -> boolean",
        "includes(range: range<Any>, point: Any) -> boolean",
    ],
    (
        "Whether a range has a point or another range in it.",
        "一个范围是否包含某个点或另一范围。",
    ),
    [
        ("includes([1..10], 5)", "true"),
        ("includes([1..10], [4..6])", "true"),
        ("includes([1..10), 10)", "false"),
        ("includes((1..5], [1..5])", "false"),
        ("includes(null, [1..10])", "null"),
    ],
    includes,
    without_sql="A row holds no ranges.",
)
