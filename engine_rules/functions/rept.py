"""`REPT`."""

from decimal import Decimal

from engine_rules.evaluation import NoResult, grown
from engine_rules.function import function


def repeated(text: str, count: Decimal) -> str:
    """Return the text `count` times in a row, decimals of it cut off. Raises `NoResult` for a negative count."""
    if count < 0:
        raise NoResult("the number of repetitions is negative", "重复次数为负数")
    times = int(count) if text else 0
    grown(len(text) * times)
    return text * times


FUNCTION = function(
    "REPT",
    "text",
    "REPT(text: string, count: number) -> string",
    ("The text a number of times in a row.", "将文本重复若干次。"),
    [
        ('REPT("ab", 3)', '"ababab"'),
        ('REPT("★", 2.9)', '"★★"'),
        ('REPT("元", 0)', '""'),
        ('REPT("a", -1)', "null"),
        ("REPT(null, 2)", "null"),
    ],
    repeated,
    sql=(
        "CASE WHEN {1} >= 0 AND char_length({0}) * trunc({1}) <= 1000000 "
        "THEN repeat({0}, CAST(least(trunc({1}), 1000000) AS integer)) END"
    ),
)
