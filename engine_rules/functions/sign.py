"""`SIGN`."""

from decimal import Decimal

from engine_rules.function import function


def sign(number: Decimal) -> Decimal:
    """Return -1, 0 or 1."""
    return Decimal((number > 0) - (number < 0))


FUNCTION = function(
    "SIGN",
    "number",
    "SIGN(number: number) -> number",
    ("1 for a positive number, 0 for zero, -1 for a negative one.", "正数返回 1，零返回 0，负数返回 -1。"),
    [
        ("SIGN(2.5)", "1"),
        ("SIGN(0)", "0"),
        ("SIGN(-0.1)", "-1"),
        ("SIGN(null)", "null"),
    ],
    sign,
    sql="sign({0})",
)
