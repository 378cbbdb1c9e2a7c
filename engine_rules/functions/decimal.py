"""`decimal`."""

from decimal import ROUND_HALF_EVEN, Decimal

from engine_rules.calculation.rounding import rounded
from engine_rules.function import Sql, function


def even_half(n: Decimal, scale: Decimal) -> Decimal:
    """Return the number rounded to `scale` digits after the point. Raises `NoResult` beyond the possible scales."""
    return rounded(n, scale, ROUND_HALF_EVEN)


FUNCTION = function(
    "decimal",
    "number",
    "decimal(n: number, scale: number) -> number",
    (
        "The nearest number with so many digits after the point; a half goes to the even digit.",
        "舍入到指定小数位数的最近数字；恰为一半时取偶数（银行家舍入）。",
    ),
    [
        ("decimal(1 / 3, 2)", "0.33"),
        ("decimal(1.5, 0)", "2"),
        ("decimal(2.5, 0)", "2"),
        ("decimal(1250, -2)", "1200"),
        ("decimal(null, 2)", "null"),
    ],
    even_half,
    sql=Sql(built=True),
)
