"""`SUBSTITUTE`."""

from decimal import Decimal

from engine_rules.evaluation import NoResult, grown
from engine_rules.function import Sql, function


def substituted(text: str, old: str, new: str, occurrence: Decimal | None = None) -> str:
    """Return the text with `new` for each `old`, or for one occurrence only, 1 being the first.

    An empty `old` occurs nowhere. Raises `NoResult` for an occurrence before the first.
    """
    if occurrence is not None and occurrence < 1:
        raise NoResult("the occurrence is less than 1", "序号小于 1")
    if not old:
        return text
    if occurrence is None:
        grown(len(text) + text.count(old) * (len(new) - len(old)))
        return text.replace(old, new)
    at = -len(old)
    for _ in range(min(int(occurrence), len(text) + 1)):
        at = text.find(old, at + len(old))
        if at < 0:
            return text
    return text[:at] + new + text[at + len(old) :]


FUNCTION = function(
    "SUBSTITUTE",
    "text",
    "SUBSTITUTE(text: string, old: string, new: string, [occurrence: number]) -> string",
    (
        "The text with another one in place of each occurrence of a text, or of one of them; capitals matter.",
        "将文本中的某段内容全部（或仅某一次出现）替换为新内容，区分大小写。",
    ),
    [
        ('SUBSTITUTE("a-b-c", "-", "+")', '"a+b+c"'),
        ('SUBSTITUTE("a-b-c", "-", "+", 2)', '"a-b+c"'),
        ('SUBSTITUTE("上海市浦东新区", "市", "")', '"上海浦东新区"'),
        ('SUBSTITUTE("abc", "", "x")', '"abc"'),
        ('SUBSTITUTE("abc", "b", "x", 3)', '"abc"'),
        ('SUBSTITUTE("abc", "b", "x", 0)', "null"),
        ('SUBSTITUTE(null, "b", "x")', "null"),
    ],
    substituted,
    sql=Sql(by_count={3: Sql("replace({0}, {1}, {2})")}),
)
