"""`matches`."""

from engine_rules.calculation.patterns import found
from engine_rules.function import function


def fits(text: str, pattern: str, flags: str | None = None) -> bool:
    """Return whether a part of the text matches. Raises `NoResult` for what is no pattern."""
    return found(text, pattern, flags or "")


FUNCTION = function(
    "matches",
    "text",
    "matches(input: string, pattern: string, [flags: string?]) -> boolean",
    (
        "Whether a part of a text matches a pattern (a regular expression of XPath).",
        "文本中是否有部分匹配模式（XPath 正则表达式）。",
    ),
    [
        ('matches("foobar", "^fo*b")', "true"),
        ('matches("ABC", "^[a-z]+$", "i")', "true"),
        ('matches("13800138000", "^1[3-9]\\d{9}$")', "true"),
        ('matches("京A12345", "^[\\p{IsCJKUnifiedIdeographs}][A-Z][0-9]{5}$")', "true"),
        ('matches("x", "[A-Z-[OI]]")', "false"),
        ('matches("abc", "[a")', "null"),
        ('matches(null, "a")', "null"),
    ],
    fits,
    without_sql="The patterns of databases differ from those of the language.",
)
