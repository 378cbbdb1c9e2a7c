"""`round half down`."""

from decimal import ROUND_HALF_DOWN, Decimal

from engine_rules.calculation.rounding import rounded
from engine_rules.function import Sql, function


def round_half_down_to(n: Decimal, scale: Decimal) -> Decimal:
    """Return the number rounded to `scale` digits after the point. Raises `NoResult` beyond the possible scales."""
    return rounded(n, scale, ROUND_HALF_DOWN)


FUNCTION = function(
    "round half down",
    "number",
    "round half down(n: number, scale: number) -> number",
    (
        "The nearest number with so many digits after the point; a half goes towards zero.",
        "舍入到指定小数位数的最近数字；恰为一半时向零的方向舍去。",
    ),
    [
        ("round half down(5.5, 0)", "5"),
        ("round half down(-5.5, 0)", "-5"),
        ("round half down(1.126, 2)", "1.13"),
        ("round half down(5.5, -6112)", "null"),
        ("round half down(null, 2)", "null"),
    ],
    round_half_down_to,
    sql=Sql(built=True),
)
