"""`met by`."""

from engine_rules.calculation.intervals import Interval
from engine_rules.function import function
from engine_rules.values import Value


def met_by(one: Value, other: Value) -> bool:
    """Return whether both share the point where the second ends and the first begins.

    Raises `NoResult` when they cannot be compared.
    """
    first, second = Interval.of(one), Interval.of(other)
    return second.high == first.low


FUNCTION = function(
    "met by",
    "range",
    [
        "met by(range1: range<Any>, range2: range<Any>) -> boolean",
    ],
    (
        "Whether a range begins at the point at which another ends.",
        "一个范围的起点是否恰为另一个范围的终点。",
    ),
    [
        ("met by([5..10], [1..5])", "true"),
        ("met by((5..10], [1..5])", "false"),
        ("met by([6..10], [1..5])", "false"),
        ("met by(null, [1..10])", "null"),
    ],
    met_by,
    without_sql="A row holds no ranges.",
)
