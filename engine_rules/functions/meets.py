"""`meets`."""

from engine_rules.calculation.intervals import Interval
from engine_rules.function import function
from engine_rules.values import Value


def meets(one: Value, other: Value) -> bool:
    """Return whether both share the point where the first ends and the second begins.

    Raises `NoResult` when they cannot be compared.
    """
    first, second = Interval.of(one), Interval.of(other)
    return first.high == second.low


FUNCTION = function(
    "meets",
    "range",
    [
        "meets(range1: range<Any>, range2: range<Any>) -> boolean",
    ],
    (
        "Whether a range ends at the point at which another begins.",
        "一个范围的终点是否恰为另一个范围的起点。",
    ),
    [
        ("meets([1..5], [5..10])", "true"),
        ("meets([1..5), [5..10])", "false"),
        ("meets([1..5], [6..10])", "false"),
        ("meets(null, [1..10])", "null"),
    ],
    meets,
    without_sql="A row holds no ranges.",
)
