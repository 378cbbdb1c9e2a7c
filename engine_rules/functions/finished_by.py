"""`finished by`."""

from engine_rules.calculation.intervals import Interval
from engine_rules.function import function
from engine_rules.values import Value


def finished_by(one: Value, other: Value) -> bool:
    """Return whether both end together and the second does not begin earlier.

    Raises `NoResult` when they cannot be compared.
    """
    first, second = Interval.of(one), Interval.of(other)
    return first.high == second.high and first.low <= second.low


FUNCTION = function(
    "finished by",
    "range",
    [
        "finished by(range1: range<Any>, range2: range<Any>) -> boolean",
        "finished by(range: range<Any>, point: Any) -> boolean",
    ],
    (
        "Whether a range ends where a point or range in it ends.",
        "一个范围是否与其内的点或范围同时结束。",
    ),
    [
        ("finished by([1..10], 10)", "true"),
        ("finished by([1..10], [5..10])", "true"),
        ("finished by([1..10), 10)", "false"),
        ("finished by([1..10], [5..10))", "false"),
        ("finished by(null, [1..10])", "null"),
    ],
    finished_by,
    without_sql="A row holds no ranges.",
)
