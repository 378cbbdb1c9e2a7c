"""`odd`."""

from decimal import Decimal

from engine_rules.function import Sql, function
from engine_rules.numbers import CONTEXT


def is_odd(number: Decimal) -> bool:
    """Return whether the number is whole and leaves one when divided by two."""
    return abs(CONTEXT.remainder(number, 2)) == 1


FUNCTION = function(
    "odd",
    "number",
    "odd(number: number) -> boolean",
    ("Whether the number is odd.", "数字是否为奇数。"),
    [("odd(5)", "true"), ("odd(-1)", "true"), ("odd(0)", "false"), ("odd(1.5)", "false"), ("odd(null)", "null")],
    is_odd,
    sql=Sql(built=True),
)
