"""`sqrt`."""

from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.function import function
from engine_rules.numbers import CONTEXT


def square_root(number: Decimal) -> Decimal:
    """Return the square root. Raises `NoResult` for a negative number."""
    if number < 0:
        raise NoResult("a negative number has no square root", "负数没有平方根")
    return CONTEXT.sqrt(number)


FUNCTION = function(
    "sqrt",
    "number",
    "sqrt(number: number) -> number",
    ("The square root.", "平方根。"),
    [("sqrt(16)", "4"), ("sqrt(0)", "0"), ("sqrt(0.25)", "0.5"), ("sqrt(-1)", "null"), ("sqrt(null)", "null")],
    square_root,
    without_sql="Databases compute roots with fewer digits.",
)
