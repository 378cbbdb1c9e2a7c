"""`coincides`."""

from engine_rules.calculation.intervals import Interval
from engine_rules.function import function
from engine_rules.values import Value


def coincides(one: Value, other: Value) -> bool:
    """Return whether both begin and end together.

    Raises `NoResult` when they cannot be compared.
    """
    first, second = Interval.of(one), Interval.of(other)
    return first.low == second.low and first.high == second.high


FUNCTION = function(
    "coincides",
    "range",
    [
        "coincides(range1: range<Any>, range2: range<Any>) -> boolean",
        "coincides(point1: Any, point2: Any) -> boolean",
    ],
    (
        "Whether two points or ranges are the same.",
        "两个点或范围是否相同。",
    ),
    [
        ("coincides(5, 5)", "true"),
        ("coincides([1..5], [1..5])", "true"),
        ("coincides([1..5], [1..5))", "false"),
        ("coincides(3, 4)", "false"),
        ("coincides(null, [1..10])", "null"),
    ],
    coincides,
    without_sql="A row holds no ranges.",
)
