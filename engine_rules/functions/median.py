"""`median`."""

from decimal import Decimal

from engine_rules.calculation.aggregation import average, elements
from engine_rules.function import Sql, function


def middle(items: list[Decimal]) -> Decimal:
    """Return the number in the middle, or the mean of both. Raises `NoResult` for no numbers, or null among them."""
    numbers = sorted(elements(items))
    half = len(numbers) // 2
    return numbers[half] if len(numbers) % 2 else average(numbers[half - 1 : half + 1])


def middle_argument(*items: Decimal) -> Decimal:
    """Return the same of the arguments."""
    return middle(list(items))


FUNCTION = function(
    "median",
    "list",
    ["median(list: list<number>) -> number", "median(...items: number) -> number"],
    (
        "The number in the middle of the sorted numbers, or the average of the two there.",
        "排序后位于中间的数字；为偶数个时取中间两个的平均值。",
    ),
    [
        ("median([6, 1, 2, 3])", "2.5"),
        ("median(8, 2, 5, 3, 4)", "4"),
        ("median([])", "null"),
        ("median([1, null])", "null"),
        ("median(null)", "null"),
    ],
    [middle, middle_argument],
    sql=Sql(built=True),
)
