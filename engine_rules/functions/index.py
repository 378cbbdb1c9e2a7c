"""`INDEX`."""

from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.function import function
from engine_rules.values import Value


def element(items: list[Value], position: Decimal) -> Value:
    """Return the element at a position from 1, or from the end with a negative one, decimals of it cut off.

    Raises `NoResult` when there is none.
    """
    at = int(position)
    if at == 0 or abs(at) > len(items):
        raise NoResult("the list has no such position", "列表中没有该位置")
    return items[at - 1 if at > 0 else at]


FUNCTION = function(
    "INDEX",
    "lookup",
    "INDEX(list: list<T>, position: number) -> T",
    (
        "The element at a position, 1 being the first and -1 the last; null when there is none.",
        "列表中指定位置的元素，1 为第一个，-1 为最后一个；没有时为 null。",
    ),
    [
        ("INDEX([10, 20, 30], 2)", "20"),
        ('INDEX(["北京", "上海"], -1)', '"上海"'),
        ("INDEX([10], 5)", "null"),
        ("INDEX([], 1)", "null"),
    ],
    element,
    without_sql="A position depends on the order of rows, which rows of a table do not have.",
    note=("A negative position counts from the end; there are no columns.", "负数位置从末尾数起；没有列参数。"),
)
