"""`starts`."""

from engine_rules.calculation.intervals import Interval
from engine_rules.function import function
from engine_rules.values import Value


def starts(one: Value, other: Value) -> bool:
    """Return whether both begin together and the first does not end later.

    Raises `NoResult` when they cannot be compared.
    """
    first, second = Interval.of(one), Interval.of(other)
    return first.low == second.low and first.high <= second.high


FUNCTION = function(
    "starts",
    "range",
    [
        "starts(range1: range<Any>, range2: range<Any>) -> boolean",
        "starts(point: Any, range: range<Any>) -> boolean",
    ],
    (
        "Whether a point or range begins where a range begins, and lies in it.",
        "一个点或范围是否与另一范围同时开始且位于其内。",
    ),
    [
        ("starts(1, [1..10])", "true"),
        ("starts([1..5], [1..10])", "true"),
        ("starts(1, (1..10])", "false"),
        ("starts((1..5], [1..10])", "false"),
        ("starts(null, [1..10])", "null"),
    ],
    starts,
    without_sql="A row holds no ranges.",
)
