"""`exp`."""

from decimal import Decimal

from engine_rules.function import function
from engine_rules.numbers import CONTEXT


def exponential(number: Decimal) -> Decimal:
    """Return the power of Euler's number. Raises `Overflow` for a result that is too large."""
    return CONTEXT.exp(number)


FUNCTION = function(
    "exp",
    "number",
    "exp(number: number) -> number",
    ("Euler's number raised to the number.", "自然常数 e 的指定次幂。"),
    [
        ("exp(0)", "1"),
        ("decimal(exp(1), 8)", "2.71828183"),
        ("decimal(exp(-1), 8)", "0.36787944"),
        ("exp(100000)", "null"),
        ("exp(null)", "null"),
    ],
    exponential,
    without_sql="Databases compute exponentials with fewer digits.",
)
