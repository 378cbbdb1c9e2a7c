"""`RANK`."""

from collections.abc import Sequence
from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.function import function


def place(value: Decimal, numbers: Sequence[Decimal | None], order: Decimal | None = None) -> Decimal:
    """Return 1 plus how many numbers are ahead of `value`. Raises `NoResult` when it is not among them."""
    if value not in numbers:
        raise NoResult("the value is not in the list", "该值不在列表中")
    if order:
        return Decimal(1 + sum(number is not None and number < value for number in numbers))
    return Decimal(1 + sum(number is not None and number > value for number in numbers))


FUNCTION = function(
    "RANK",
    "statistics",
    "RANK(value: number, list: list<number>, [order: number?]) -> number",
    (
        "The place of a number in a list: 1 for the largest, or for the smallest when the order is not 0.",
        "数字在列表中的名次：默认最大的为第 1 名；order 不为 0 时最小的为第 1 名。",
    ),
    [
        ("RANK(3, [5, 1, 3])", "2"),
        ("RANK(3, [5, 1, 3, 2], 1)", "3"),
        ("RANK(5, [5, 5, 3])", "1"),
        ("RANK(3, [5, 5, 3])", "3"),
        ("RANK(4, [5, 1, 3])", "null"),
        ("RANK(3, [5, null, 3])", "2"),
        ("RANK(null, [5])", "null"),
    ],
    place,
    without_sql="A place depends on all rows: use a ranking in a report instead.",
)
