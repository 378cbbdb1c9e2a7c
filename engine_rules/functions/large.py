"""`LARGE`."""

from decimal import Decimal

from engine_rules.function import function
from engine_rules.functions.small import at_place, in_order
from engine_rules.values import Value


def largest(items: list[Value], k: Decimal) -> Value:
    """Return the k-th largest element."""
    return at_place(in_order(items)[::-1], k)


FUNCTION = function(
    "LARGE",
    "statistics",
    "LARGE(list: list<T>, k: number) -> T",
    (
        "The k-th largest element of a list, nulls left out; null when there are fewer.",
        "列表中第 k 大的元素，忽略 null；元素不足时为 null。",
    ),
    [
        ("LARGE([5, 1, 3], 2)", "3"),
        ("LARGE([5, null, 3], 1)", "5"),
        ("LARGE([5, 1, 3], 0)", "null"),
        ("LARGE([], 1)", "null"),
        ("LARGE([5, 5, 3], 2)", "5"),
        ('LARGE([1, "客户"], 1)', "null"),
    ],
    largest,
    without_sql="Sort the rows of a report and take as many as you need instead.",
)
