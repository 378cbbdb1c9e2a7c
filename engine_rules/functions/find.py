"""`FIND`."""

from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function
from engine_rules.numbers import ONE


def found(search: str, text: str, start: Decimal = ONE) -> Decimal:
    """Return the position of `search` in `text` from `start` on, 1 being the first. Raises `NoResult` without one."""
    if not 1 <= start < len(text) + 2:
        raise NoResult("the start is outside of the text", "起始位置超出文本范围")
    at = text.find(search, int(start) - 1)
    if at < 0:
        raise NoResult("the text does not contain it", "文本中没有该内容")
    return Decimal(at + 1)


FUNCTION = function(
    "FIND",
    "text",
    "FIND(search: string, text: string, [start: number]) -> number",
    (
        "The position of a text in another one, 1 being the first; capitals matter; null when it is not there.",
        "一个文本在另一个文本中的位置（从 1 开始），区分大小写；没有时为 null。",
    ),
    [
        ('FIND("o", "invoice")', "4"),
        ('FIND("分", "上海分公司")', "3"),
        ('FIND("O", "invoice")', "null"),
        ('FIND("a", "banana", 3)', "4"),
        ('FIND("a", "banana", 9)', "null"),
        ('FIND("", "abc")', "1"),
        ('FIND(null, "abc")', "null"),
    ],
    found,
    sql=Sql(
        by_count={
            2: Sql("NULLIF(strpos({1}, {0}), 0)"),
            3: Sql(
                "CASE WHEN {2} >= 1 AND {2} < char_length({1}) + 2 THEN "
                "NULLIF(strpos(substr({1}, CAST(least(trunc({2}), 1000001) AS integer)), {0}), 0) "
                "+ CAST(least(trunc({2}), 1000001) AS integer) - 1 END"
            ),
        }
    ),
    note=("Not found is null instead of an error.", "找不到时为 null，而不是错误。"),
)
