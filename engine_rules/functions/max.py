"""`max`."""

from engine_rules.calculation.aggregation import first_by
from engine_rules.function import Sql, function
from engine_rules.operators import greater
from engine_rules.values import Value


def greatest(items: list[Value]) -> Value:
    """Return the greatest element. Raises `NoResult` for none, null among them, or what has no order."""
    return first_by(items, greater, max)


def greatest_argument(*items: Value) -> Value:
    """Return the same of the arguments."""
    return greatest(list(items))


FUNCTION = function(
    "max",
    "list",
    ["max(list: list<T>) -> T", "max(...items: T) -> T"],
    (
        "The greatest of numbers, texts, dates, times or durations; null when there are none, or null is among them.",
        "数字、文本、日期、时间或时长中的最大值；没有元素或其中有 null 时为 null。",
    ),
    [
        ("max([6, 14, -3])", "14"),
        ('max("b", "a")', '"b"'),
        ('max(["乙", "丙", "甲"])', '"甲"'),
        ('max(@"P1D", @"PT25H")', '@"PT25H"'),
        ("max([])", "null"),
        ("max([1, null])", "null"),
        ('max([1, "a"])', "null"),
        ("max(null)", "null"),
    ],
    [greatest, greatest_argument],
    sql=Sql(built=True),
    spellings=["MAX"],
)
