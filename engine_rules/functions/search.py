"""`SEARCH`."""

import time
from decimal import Decimal
from typing import Final

import regex

from engine_rules import codes
from engine_rules.evaluation import LimitReached, NoResult
from engine_rules.function import function
from engine_rules.numbers import ONE

MAX_LENGTH: Final = 255
"""Characters of the text that is looked for, as in spreadsheets."""
MAX_SECONDS: Final = 0.2
"""Seconds that one search may take."""


def found(search: str, text: str, start: Decimal = ONE) -> Decimal:
    """Return the position of a pattern with `?` and `*` in `text`, capitals ignored. Raises `NoResult` without one.

    Each stretch between two `*` is looked for after the one before it, so the time grows with the product of both
    lengths at the most. Raises `LimitReached` when that takes too long.
    """
    if len(search) > MAX_LENGTH:
        raise NoResult(
            f"the text to look for is longer than {MAX_LENGTH} characters", f"查找内容超过 {MAX_LENGTH} 个字符"
        )
    if not 1 <= start < len(text) + 2:
        raise NoResult("the start is outside of the text", "起始位置超出文本范围")
    at = int(start) - 1
    first: int | None = None
    until = time.monotonic() + MAX_SECONDS
    for stretch in _stretches(search):
        try:
            match = stretch.search(text, at, timeout=max(until - time.monotonic(), 0.001))
        except TimeoutError:
            raise LimitReached(codes.TIME_LIMIT, MAX_SECONDS) from None
        if match is None:
            raise NoResult("the text does not contain it", "文本中没有该内容")
        first = match.start() if first is None else first
        at = match.end()
    return Decimal((first or 0) + 1)


def _stretches(search: str) -> list[regex.Pattern[str]]:
    """Return a pattern for each stretch between two `*`; `~` before a sign takes it as it is."""
    stretches = [""]
    escaped = False
    for character in search:
        if escaped or character not in "~?*":
            stretches[-1] += regex.escape(character)
            escaped = False
        elif character == "~":
            escaped = True
        elif character == "?":
            stretches[-1] += "."
        else:
            stretches.append("")
    if escaped:
        stretches[-1] += "~"
    return [regex.compile(stretch, regex.IGNORECASE | regex.DOTALL) for stretch in stretches]


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
