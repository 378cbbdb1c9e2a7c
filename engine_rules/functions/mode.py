"""`mode`."""

from collections import Counter
from decimal import Decimal

from engine_rules.calculation.aggregation import elements
from engine_rules.function import Sql, function


def most_frequent(items: list[Decimal]) -> list[Decimal]:
    """Return the numbers that occur most often, in ascending order. Raises `NoResult` for null among them."""
    if not items:
        return []
    counts = Counter(elements(items))
    most = max(counts.values())
    return sorted(number for number, count in counts.items() if count == most)


def most_frequent_argument(*items: Decimal) -> list[Decimal]:
    """Return the same of the arguments. Raises `NoResult` without any."""
    return most_frequent(list(elements(items)))


FUNCTION = function(
    "mode",
    "list",
    ["mode(list: list<number>) -> list<number>", "mode(...items: number) -> list<number>"],
    (
        "The numbers that occur most often, in ascending order.",
        "出现次数最多的数字，按升序排列。",
    ),
    [
        ("mode([6, 1, 9, 6, 1])", "[1, 6]"),
        ("mode(6, 3, 9, 6, 6)", "[6]"),
        ("mode([])", "[]"),
        ("mode([1, null])", "null"),
        ("mode(null)", "null"),
    ],
    [most_frequent, most_frequent_argument],
    sql=Sql(built=True),
)
