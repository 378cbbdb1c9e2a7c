"""`concatenate`."""

from engine_rules.evaluation import NoResult, grown
from engine_rules.function import function
from engine_rules.values import Value


def chained(*lists: list[Value]) -> list[Value]:
    """Return the elements of all lists, one list after the other. Raises `NoResult` without a list."""
    if not lists:
        raise NoResult("there is no list", "没有列表")
    grown(sum(map(len, lists)))
    return [item for items in lists for item in items]


FUNCTION = function(
    "concatenate",
    "list",
    "concatenate(...list: list<T>) -> list<T>",
    (
        "The elements of several lists in one.",
        "将多个列表连接为一个列表。",
    ),
    [
        ("concatenate([1, 2], [3])", "[1, 2, 3]"),
        ("concatenate([[1]], [[2]])", "[[1], [2]]"),
        ("concatenate([1], [])", "[1]"),
        ('concatenate(["甲"], [null])', '["甲", null]'),
        ("concatenate([1], null)", "null"),
    ],
    chained,
    without_sql="It gives a list.",
)
