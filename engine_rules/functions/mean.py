"""`mean`."""

from decimal import Decimal

from engine_rules.calculation.aggregation import average
from engine_rules.function import Sql, function


def averaged(items: list[Decimal]) -> Decimal:
    """Return the arithmetic mean. Raises `NoResult` for no numbers, or null among them."""
    return average(items)


def averaged_arguments(*items: Decimal) -> Decimal:
    """Return the same of the arguments."""
    return averaged(list(items))


FUNCTION = function(
    "mean",
    "list",
    ["mean(list: list<number>) -> number", "mean(...items: number) -> number"],
    (
        "The average of numbers; null when there are none, or null is among them.",
        "数字的平均值；没有数字或其中有 null 时为 null。",
    ),
    [
        ("mean([1, 2, 3])", "2"),
        ("mean(1, 2)", "1.5"),
        ("mean([])", "null"),
        ("mean([1, null])", "null"),
        ("mean(null)", "null"),
    ],
    [averaged, averaged_arguments],
    sql=Sql(built=True),
    spellings=["AVERAGE"],
)
