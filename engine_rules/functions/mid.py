"""`MID`."""

from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.function import function


def middle(text: str, start: Decimal, count: Decimal) -> str:
    """Return `count` characters from the position `start`, 1 being the first; decimals of both are cut off.

    Raises `NoResult` for a start before the text and a negative count.
    """
    if start < 1 or count < 0:
        raise NoResult(
            "the start is before the text or the number of characters is negative", "起始位置小于 1 或字符数为负数"
        )
    first = int(start) - 1
    return text[first : first + int(count)]


FUNCTION = function(
    "MID",
    "text",
    "MID(text: string, start: number, count: number) -> string",
    ("A number of characters from a position on, 1 being the first.", "从指定位置（从 1 开始）取若干字符。"),
    [
        ('MID("invoice", 3, 2)', '"vo"'),
        ('MID("310101199001011234", 7, 8)', '"19900101"'),
        ('MID("上海分公司", 3, 9)', '"分公司"'),
        ('MID("abc", 9, 2)', '""'),
        ('MID("abc", 0, 2)', "null"),
        ('MID("abc", 1, -1)', "null"),
        ("MID(null, 1, 2)", "null"),
    ],
    middle,
    sql=(
        "CASE WHEN {1} >= 1 AND {2} >= 0 THEN substr({0}, CAST(least(trunc({1}), 1000001) AS integer), "
        "CAST(least(trunc({2}), 1000000) AS integer)) END"
    ),
    note=(
        "A number is not taken for a text: write `string(number)`.",
        "数字不会自动转换为文本：请使用 `string(数字)`。",
    ),
)
