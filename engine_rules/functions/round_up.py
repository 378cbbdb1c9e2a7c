"""`round up`."""

from decimal import ROUND_UP, Decimal

from engine_rules.calculation.rounding import rounded
from engine_rules.function import Sql, function


def round_up_to(n: Decimal, scale: Decimal) -> Decimal:
    """Return the number rounded to `scale` digits after the point. Raises `NoResult` beyond the possible scales."""
    return rounded(n, scale, ROUND_UP)


FUNCTION = function(
    "round up",
    "number",
    "round up(n: number, scale: number) -> number",
    (
        "The number rounded away from zero to a number of digits after the point.",
        "将数字向远离零的方向舍入到指定的小数位数。",
    ),
    [
        ("round up(5.5, 0)", "6"),
        ("round up(-5.5, 0)", "-6"),
        ("round up(1.121, 2)", "1.13"),
        ("round up(1201, -2)", "1300"),
        ("round up(null, 0)", "null"),
    ],
    round_up_to,
    sql=Sql(built=True),
    spellings=["ROUNDUP"],
)
