"""`overlaps after`."""

from engine_rules.calculation.intervals import Interval
from engine_rules.function import function
from engine_rules.values import Value


def overlaps_after(one: Value, other: Value) -> bool:
    """Return whether the first begins inside the second and ends later.

    Raises `NoResult` when they cannot be compared.
    """
    first, second = Interval.of(one), Interval.of(other)
    return second.low < first.low <= second.high <= first.high


FUNCTION = function(
    "overlaps after",
    "range",
    [
        "overlaps after(range1: range<Any>, range2: range<Any>) -> boolean",
    ],
    (
        "Whether a range begins inside another, and ends after it.",
        "一个范围是否在另一个内开始，并在其后结束。",
    ),
    [
        ("overlaps after([4..10], [1..5])", "true"),
        ("overlaps after([5..8], [1..5])", "true"),
        ("overlaps after((5..8], [1..5])", "false"),
        ("overlaps after([1..5], [1..5])", "false"),
        ("overlaps after(null, [1..10])", "null"),
    ],
    overlaps_after,
    without_sql="A row holds no ranges.",
)
