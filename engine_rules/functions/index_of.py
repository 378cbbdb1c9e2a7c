"""`index of`."""

from decimal import Decimal

from engine_rules.calculation.keys import key_of
from engine_rules.function import function
from engine_rules.values import Value


def positions(items: list[Value], match: Value) -> list[Decimal]:
    """Return the positions from 1 of the elements that are equal to `match`; null is equal to null."""
    wanted = key_of(match)
    return [Decimal(place) for place, item in enumerate(items, 1) if key_of(item) == wanted]


FUNCTION = function(
    "index of",
    "list",
    "index of(list: list<Any>, match: Any?) -> list<number>",
    (
        "The positions of the elements that are equal to a value.",
        "与某个值相等的元素的所有位置。",
    ),
    [
        ("index of([1, 2, 3, 2], 2)", "[2, 4]"),
        ("index of([1, null], null)", "[2]"),
        ("index of([1, 2], 3)", "[]"),
        ('index of(["甲", "乙"], "乙")', "[2]"),
        ("index of(null, 1)", "null"),
    ],
    positions,
    without_sql="It gives a list.",
)
