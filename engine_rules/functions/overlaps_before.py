"""`overlaps before`."""

from engine_rules.calculation.intervals import Interval
from engine_rules.function import function
from engine_rules.values import Value


def overlaps_before(one: Value, other: Value) -> bool:
    """Return whether the first begins earlier and ends inside the second.

    Raises `NoResult` when they cannot be compared.
    """
    first, second = Interval.of(one), Interval.of(other)
    return first.low < second.low <= first.high <= second.high


FUNCTION = function(
    "overlaps before",
    "range",
    [
        "overlaps before(range1: range<Any>, range2: range<Any>) -> boolean",
    ],
    (
        "Whether a range begins before another, and ends inside it.",
        "一个范围是否先于另一个开始，并在其内结束。",
    ),
    [
        ("overlaps before([1..5], [4..10])", "true"),
        ("overlaps before([1..5], [5..8])", "true"),
        ("overlaps before([1..5], (5..8])", "false"),
        ("overlaps before([1..5], [1..5])", "false"),
        ("overlaps before(null, [1..10])", "null"),
    ],
    overlaps_before,
    without_sql="A row holds no ranges.",
)
