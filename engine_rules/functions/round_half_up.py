"""`round half up`."""

from decimal import ROUND_HALF_UP, Decimal

from engine_rules.calculation.rounding import rounded
from engine_rules.function import Sql, function


def round_half_up_to(n: Decimal, scale: Decimal) -> Decimal:
    """Return the number rounded to `scale` digits after the point. Raises `NoResult` beyond the possible scales."""
    return rounded(n, scale, ROUND_HALF_UP)


FUNCTION = function(
    "round half up",
    "number",
    "round half up(n: number, scale: number) -> number",
    (
        "The nearest number with so many digits after the point; a half goes away from zero.",
        "四舍五入到指定的小数位数；恰为一半时向远离零的方向进位。",
    ),
    [
        ("round half up(5.5, 0)", "6"),
        ("round half up(-5.5, 0)", "-6"),
        ("round half up(1.125, 2)", "1.13"),
        ("round half up(1250, -2)", "1300"),
        ("round half up(5.5, 6177)", "null"),
        ("round half up(null, 2)", "null"),
    ],
    round_half_up_to,
    sql=Sql(built=True),
    spellings=["ROUND"],
)
