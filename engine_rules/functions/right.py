"""`RIGHT`."""

from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function
from engine_rules.numbers import ONE


def ending(text: str, count: Decimal = ONE) -> str:
    """Return the last `count` characters, decimals of it cut off. Raises `NoResult` for a negative count."""
    if count < 0:
        raise NoResult("the number of characters is negative", "字符数为负数")
    return text[max(len(text) - int(count), 0) :]


FUNCTION = function(
    "RIGHT",
    "text",
    "RIGHT(text: string, [count: number]) -> string",
    ("The last characters of a text; the last one if no number is given.", "文本末尾的若干字符；省略个数时为一个。"),
    [
        ('RIGHT("invoice", 3)', '"ice"'),
        ('RIGHT("上海分公司", 3)', '"分公司"'),
        ('RIGHT("abc", 9)', '"abc"'),
        ('RIGHT("abc", 0)', '""'),
        ('RIGHT("abc", -1)', "null"),
        ('RIGHT("abc")', '"c"'),
        ("RIGHT(null, 2)", "null"),
    ],
    ending,
    sql=Sql(
        by_count={
            1: Sql("right({0}, 1)"),
            2: Sql("CASE WHEN {1} >= 0 THEN right({0}, CAST(least(trunc({1}), 1000000) AS integer)) END"),
        }
    ),
    note=(
        "A number is not taken for a text: write `string(number)`.",
        "数字不会自动转换为文本：请使用 `string(数字)`。",
    ),
)
