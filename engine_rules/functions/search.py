"""`SEARCH`."""

import re
from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.function import function
from engine_rules.numbers import ONE


def found(search: str, text: str, start: Decimal = ONE) -> Decimal:
    """Return the position of a pattern with `?` and `*` in `text`, capitals ignored. Raises `NoResult` without one.

    Each stretch between two `*` is looked for after the one before it, so the time grows with the product of both
    lengths at the most.
    """
    if not 1 <= start < len(text) + 2:
        raise NoResult("the start is outside of the text", "起始位置超出文本范围")
    at = int(start) - 1
    first: int | None = None
    for stretch in _stretches(search):
        match = stretch.search(text, at)
        if match is None:
            raise NoResult("the text does not contain it", "文本中没有该内容")
        first = match.start() if first is None else first
        at = match.end()
    return Decimal((first or 0) + 1)


def _stretches(search: str) -> list[re.Pattern[str]]:
    """Return a pattern for each stretch between two `*`; `~` before a sign takes it as it is."""
    stretches = [""]
    escaped = False
    for character in search:
        if escaped or character not in "~?*":
            stretches[-1] += re.escape(character)
            escaped = False
        elif character == "~":
            escaped = True
        elif character == "?":
            stretches[-1] += "."
        else:
            stretches.append("")
    if escaped:
        stretches[-1] += "~"
    return [re.compile(stretch, re.IGNORECASE | re.DOTALL) for stretch in stretches]


FUNCTION = function(
    "SEARCH",
    "text",
    "SEARCH(search: string, text: string, [start: number]) -> number",
    (
        "The position of a text in another one, capitals ignored; `?` is any character, `*` any text; or null.",
        "一个文本在另一个文本中的位置，不区分大小写；`?` 代表任一字符，`*` 代表任意文本；没有时为 null。",
    ),
    [
        ('SEARCH("O", "invoice")', "4"),
        ('SEARCH("分?司", "上海分公司")', "3"),
        ('SEARCH("b*d", "abcde")', "2"),
        ('SEARCH("~*", "a*b")', "2"),
        ('SEARCH("x", "abc")', "null"),
        ('SEARCH("a", "banana", 3)', "4"),
        ('SEARCH(null, "abc")', "null"),
    ],
    found,
    without_sql="Use `contains` or `matches`, which look in the database.",
    note=("Not found is null instead of an error.", "找不到时为 null，而不是错误。"),
)
