"""`log`."""

from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.function import function
from engine_rules.numbers import CONTEXT


def natural_logarithm(number: Decimal) -> Decimal:
    """Return the logarithm to the base of Euler's number. Raises `NoResult` for zero and below."""
    if number <= 0:
        raise NoResult("only a positive number has a logarithm", "只有正数才有对数")
    return CONTEXT.ln(number)


FUNCTION = function(
    "log",
    "number",
    "log(number: number) -> number",
    ("The natural logarithm.", "自然对数。"),
    [
        ("log(1)", "0"),
        ("decimal(log(4), 8)", "1.38629436"),
        ("decimal(log(exp(2)), 20)", "2"),
        ("log(0)", "null"),
        ("log(-1)", "null"),
        ("log(null)", "null"),
    ],
    natural_logarithm,
    without_sql="Databases compute logarithms with fewer digits.",
    spellings=["LN"],
)
