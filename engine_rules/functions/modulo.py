"""`modulo`."""

from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function
from engine_rules.numbers import CONTEXT


def remainder(dividend: Decimal, divisor: Decimal) -> Decimal:
    """Return `dividend - divisor * floor(dividend / divisor)`; its sign is the divisor's.

    Raises `NoResult` for a divisor of zero.
    """
    if not divisor:
        raise NoResult("nothing can be divided by zero", "不能除以零")
    rest = CONTEXT.remainder(dividend, divisor)
    return CONTEXT.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


FUNCTION = function(
    "modulo",
    "number",
    "modulo(dividend: number, divisor: number) -> number",
    ("The remainder of a division, with the sign of the divisor.", "相除后的余数，符号与除数相同。"),
    [
        ("modulo(12, 5)", "2"),
        ("modulo(-12, 5)", "3"),
        ("modulo(12, -5)", "-3"),
        ("modulo(10.1, 4.5)", "1.1"),
        ("modulo(12, 0)", "null"),
        ("modulo(null, 5)", "null"),
    ],
    remainder,
    sql=Sql(built=True),
    spellings=["MOD"],
)
