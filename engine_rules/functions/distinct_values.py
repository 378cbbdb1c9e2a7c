"""`distinct values`."""

from engine_rules.calculation.keys import without_repeats
from engine_rules.function import Sql, function
from engine_rules.values import Value


def once(items: list[Value]) -> list[Value]:
    """Return the elements in the order of their first appearance, without equal ones after it."""
    return without_repeats(items)


FUNCTION = function(
    "distinct values",
    "list",
    "distinct values(list: list<T>) -> list<T>",
    (
        "The elements of a list, each value once.",
        "去除重复值后的列表。",
    ),
    [
        ("distinct values([3, 1, 3, 1.0])", "[3, 1]"),
        ("distinct values([null, null])", "[null]"),
        ("distinct values([[1], [1], {a: 1}])", "[[1], {a: 1}]"),
        ('distinct values(["甲", "乙", "甲"])', '["甲", "乙"]'),
        ("distinct values([])", "[]"),
        ("distinct values(null)", "null"),
    ],
    once,
    sql=Sql(built=True),
)
