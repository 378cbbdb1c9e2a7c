"""`min`."""

from engine_rules.calculation.aggregation import first_by
from engine_rules.function import Sql, function
from engine_rules.operators import less
from engine_rules.values import Value


def smallest(items: list[Value]) -> Value:
    """Return the smallest element. Raises `NoResult` for none, null among them, or what has no order."""
    return first_by(items, less, min)


def smallest_argument(*items: Value) -> Value:
    """Return the same of the arguments."""
    return smallest(list(items))


FUNCTION = function(
    "min",
    "list",
    ["min(list: list<T>) -> T", "min(...items: T) -> T"],
    (
        "The smallest of numbers, texts, dates, times or durations; null when there are none, or null is among them.",
        "数字、文本、日期、时间或时长中的最小值；没有元素或其中有 null 时为 null。",
    ),
    [
        ("min([6, 14, -3])", "-3"),
        ('min("b", "a")', '"a"'),
        ('min(["乙", "丙", "甲"])', '"丙"'),
        ('min([@"2026-05-01", @"2026-04-30"])', '@"2026-04-30"'),
        ("min([])", "null"),
        ("min([1, null])", "null"),
        ('min([1, "a"])', "null"),
        ("min(null)", "null"),
    ],
    [smallest, smallest_argument],
    sql=Sql(built=True),
    spellings=["MIN"],
)
