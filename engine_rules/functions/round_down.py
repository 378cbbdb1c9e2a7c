"""`round down`."""

from decimal import ROUND_DOWN, Decimal

from engine_rules.calculation.rounding import rounded
from engine_rules.function import Sql, function


def round_down_to(n: Decimal, scale: Decimal) -> Decimal:
    """Return the number rounded to `scale` digits after the point. Raises `NoResult` beyond the possible scales."""
    return rounded(n, scale, ROUND_DOWN)


FUNCTION = function(
    "round down",
    "number",
    "round down(n: number, scale: number) -> number",
    (
        "The number cut towards zero to a number of digits after the point.",
        "将数字向零的方向截断到指定的小数位数。",
    ),
    [
        ("round down(5.5, 0)", "5"),
        ("round down(-5.5, 0)", "-5"),
        ("round down(1.129, 2)", "1.12"),
        ("round down(1299, -2)", "1200"),
        ("round down(5.5, null)", "null"),
    ],
    round_down_to,
    sql=Sql(built=True),
    spellings=["ROUNDDOWN"],
)
