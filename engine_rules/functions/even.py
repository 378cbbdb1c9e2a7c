"""`even`."""

from decimal import Decimal

from engine_rules.function import Sql, function
from engine_rules.numbers import CONTEXT


def is_even(number: Decimal) -> bool:
    """Return whether two divides the number without remainder."""
    return CONTEXT.remainder(number, 2) == 0


FUNCTION = function(
    "even",
    "number",
    "even(number: number) -> boolean",
    ("Whether the number is even.", "数字是否为偶数。"),
    [("even(2)", "true"), ("even(-3)", "false"), ("even(0)", "true"), ("even(1.5)", "false"), ("even(null)", "null")],
    is_even,
    sql=Sql(built=True),
)
