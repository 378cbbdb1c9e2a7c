"""`sum`."""

from decimal import Decimal

from engine_rules.calculation.aggregation import total
from engine_rules.function import Sql, function


def added(items: list[Decimal]) -> Decimal:
    """Return the sum. Raises `NoResult` for no numbers, or null among them."""
    return total(items)


def added_arguments(*items: Decimal) -> Decimal:
    """Return the same of the arguments."""
    return added(list(items))


FUNCTION = function(
    "sum",
    "list",
    ["sum(list: list<number>) -> number", "sum(...items: number) -> number"],
    (
        "The sum of numbers; null when there are none, or null is among them.",
        "数字之和；没有数字或其中有 null 时为 null。",
    ),
    [
        ("sum([1, 2, 3.5])", "6.5"),
        ("sum(1, 2, 3)", "6"),
        ("sum(7)", "7"),
        ("sum([])", "null"),
        ("sum([1, null])", "null"),
        ("sum(null)", "null"),
    ],
    [added, added_arguments],
    sql=Sql(built=True),
    spellings=["SUM"],
)
