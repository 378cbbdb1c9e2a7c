"""`ceiling`."""

from decimal import ROUND_CEILING, Decimal

from engine_rules.calculation.rounding import rounded
from engine_rules.function import Sql, function
from engine_rules.numbers import ZERO


def raised(n: Decimal, scale: Decimal = ZERO) -> Decimal:
    """Return the smallest number of that scale that is not below `n`. Raises `NoResult` beyond the possible scales."""
    return rounded(n, scale, ROUND_CEILING)


FUNCTION = function(
    "ceiling",
    "number",
    "ceiling(n: number, [scale: number]) -> number",
    (
        "The smallest whole number that is not below the number; or with so many digits after the point.",
        "不小于该数的最小整数；也可指定小数位数。",
    ),
    [
        ("ceiling(1.5)", "2"),
        ("ceiling(-1.5)", "-1"),
        ("ceiling(1.56, 1)", "1.6"),
        ("ceiling(2)", "2"),
        ("ceiling(null)", "null"),
    ],
    raised,
    sql=Sql(built=True),
)
