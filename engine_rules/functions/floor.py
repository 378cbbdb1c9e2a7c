"""`floor`."""

from decimal import ROUND_FLOOR, Decimal

from engine_rules.calculation.rounding import rounded
from engine_rules.function import Sql, function
from engine_rules.numbers import ZERO


def lowered(n: Decimal, scale: Decimal = ZERO) -> Decimal:
    """Return the greatest number of that scale that is not above `n`. Raises `NoResult` beyond the possible scales."""
    return rounded(n, scale, ROUND_FLOOR)


FUNCTION = function(
    "floor",
    "number",
    "floor(n: number, [scale: number]) -> number",
    (
        "The greatest whole number that is not above the number; or with so many digits after the point.",
        "不大于该数的最大整数；也可指定小数位数。",
    ),
    [
        ("floor(1.5)", "1"),
        ("floor(-1.5)", "-2"),
        ("floor(1.56, 1)", "1.5"),
        ("floor(0)", "0"),
        ("floor(null)", "null"),
    ],
    lowered,
    sql=Sql(built=True),
)
