"""`LEFT`."""

from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function
from engine_rules.numbers import ONE


def beginning(text: str, count: Decimal = ONE) -> str:
    """Return the first `count` characters, decimals of it cut off. Raises `NoResult` for a negative count."""
    if count < 0:
        raise NoResult("the number of characters is negative", "字符数为负数")
    return text[: int(count)]


FUNCTION = function(
    "LEFT",
    "text",
    "LEFT(text: string, [count: number]) -> string",
    ("The first characters of a text; the first one if no number is given.", "文本开头的若干字符；省略个数时为一个。"),
    [
        ('LEFT("invoice", 3)', '"inv"'),
        ('LEFT("上海分公司", 2)', '"上海"'),
        ('LEFT("abc", 9)', '"abc"'),
        ('LEFT("abc", 0)', '""'),
        ('LEFT("abc", -1)', "null"),
        ('LEFT("abc")', '"a"'),
        ("LEFT(null, 2)", "null"),
    ],
    beginning,
    sql=Sql(
        by_count={
            1: Sql("left({0}, 1)"),
            2: Sql("CASE WHEN {1} >= 0 THEN left({0}, CAST(least(trunc({1}), 1000000) AS integer)) END"),
        }
    ),
    note=(
        "A number is not taken for a text: write `string(number)`.",
        "数字不会自动转换为文本：请使用 `string(数字)`。",
    ),
)
