"""`union`."""

from itertools import chain

from engine_rules.calculation.keys import without_repeats
from engine_rules.evaluation import NoResult, grown
from engine_rules.function import function
from engine_rules.values import Value


def united(*lists: list[Value]) -> list[Value]:
    """Return the elements of all lists in the order of their first appearance. Raises `NoResult` without a list."""
    if not lists:
        raise NoResult("there is no list", "没有列表")
    grown(sum(map(len, lists)))
    return without_repeats(chain.from_iterable(lists))


FUNCTION = function(
    "union",
    "list",
    "union(...list: list<T>) -> list<T>",
    (
        "The elements of several lists in one, each value once.",
        "将多个列表合并为一个列表，每个值只保留一次。",
    ),
    [
        ("union([1, 2], [2, 3])", "[1, 2, 3]"),
        ("union([1, 1.0], [null, null])", "[1, null]"),
        ("union([], [])", "[]"),
        ('union(["甲"], ["乙", "甲"])', '["甲", "乙"]'),
        ("union([1], null)", "null"),
    ],
    united,
    without_sql="It gives a list.",
)
