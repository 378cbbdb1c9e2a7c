"""`product`."""

from decimal import Decimal

from engine_rules.calculation.aggregation import elements
from engine_rules.function import Sql, function
from engine_rules.numbers import CONTEXT, ONE


def multiplied(items: list[Decimal]) -> Decimal:
    """Return the product. Raises `NoResult` for no numbers, or null among them."""
    result = ONE
    for number in elements(items):
        result = CONTEXT.multiply(result, number)
    return result


def multiplied_arguments(*items: Decimal) -> Decimal:
    """Return the same of the arguments."""
    return multiplied(list(items))


FUNCTION = function(
    "product",
    "list",
    ["product(list: list<number>) -> number", "product(...items: number) -> number"],
    (
        "The product of numbers; null when there are none, or null is among them.",
        "数字之积；没有数字或其中有 null 时为 null。",
    ),
    [
        ("product([2, 3, 4])", "24"),
        ("product(2.5, 4)", "10"),
        ("product([])", "null"),
        ("product([1, null])", "null"),
        ("product(null)", "null"),
    ],
    [multiplied, multiplied_arguments],
    sql=Sql(built=True),
)
