"""`TRIM`."""

import re
from typing import Final

from engine_rules.function import function

_SPACES: Final = re.compile(" +")


def trimmed(text: str) -> str:
    """Return the text without spaces at both ends, and with single ones inside; other white space is kept."""
    return _SPACES.sub(" ", text.strip(" "))


FUNCTION = function(
    "TRIM",
    "text",
    "TRIM(text: string) -> string",
    (
        "The text without spaces at its ends, and with single spaces inside.",
        "去掉文本首尾的空格，并将中间连续的空格合并为一个。",
    ),
    [
        ('TRIM("  a   b ")', '"a b"'),
        ('TRIM(" 上海  分公司 ")', '"上海 分公司"'),
        ('TRIM("   ")', '""'),
        ('TRIM("")', '""'),
        ("TRIM(null)", "null"),
    ],
    trimmed,
    sql="regexp_replace(trim(both ' ' from {0}), ' +', ' ', 'g')",
)
