"""`overlaps`."""

from engine_rules.calculation.intervals import Interval
from engine_rules.function import function
from engine_rules.values import Value


def overlaps(one: Value, other: Value) -> bool:
    """Return whether they share a point.

    Raises `NoResult` when they cannot be compared.
    """
    first, second = Interval.of(one), Interval.of(other)
    return first.low <= second.high and second.low <= first.high


FUNCTION = function(
    "overlaps",
    "range",
    [
        "overlaps(range1: range<Any>, range2: range<Any>) -> boolean",
    ],
    (
        "Whether two ranges have points in common.",
        "两个范围是否有重叠。",
    ),
    [
        ("overlaps([5..10], [1..6])", "true"),
        ("overlaps([1..5], [5..8])", "true"),
        ("overlaps([1..5], (5..8])", "false"),
        ('overlaps([1..2], ["a".."b"])', "null"),
        ("overlaps(null, [1..10])", "null"),
    ],
    overlaps,
    without_sql="A row holds no ranges.",
)
