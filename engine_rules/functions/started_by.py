"""`started by`."""

from engine_rules.calculation.intervals import Interval
from engine_rules.function import function
from engine_rules.values import Value


def started_by(one: Value, other: Value) -> bool:
    """Return whether both begin together and the second does not end later.

    Raises `NoResult` when they cannot be compared.
    """
    first, second = Interval.of(one), Interval.of(other)
    return first.low == second.low and second.high <= first.high


FUNCTION = function(
    "started by",
    "range",
    [
        "started by(range1: range<Any>, range2: range<Any>) -> boolean",
        "started by(range: range<Any>, point: Any) -> boolean",
    ],
    (
        "Whether a range begins where a point or range in it begins.",
        "一个范围是否与其内的点或范围同时开始。",
    ),
    [
        ("started by([1..10], 1)", "true"),
        ("started by([1..10], [1..5])", "true"),
        ("started by((1..10], 1)", "false"),
        ("started by([1..10], (1..5])", "false"),
        ("started by(null, [1..10])", "null"),
    ],
    started_by,
    without_sql="A row holds no ranges.",
)
