"""`replace`."""

from engine_rules.calculation.patterns import replaced
from engine_rules.function import function


def with_replacements(text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """Return the text with every match replaced. Raises `NoResult` for what is no pattern or replacement."""
    return replaced(text, pattern, replacement, flags or "")


FUNCTION = function(
    "replace",
    "text",
    "replace(input: string, pattern: string, replacement: string, [flags: string?]) -> string",
    (
        "The text with every match of a pattern replaced; `$1` is what the first pair of parentheses matched.",
        "将匹配模式的部分替换后的文本；`$1` 为第一对括号匹配的内容。",
    ),
    [
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', '"[1=ab][2=]cd"'),
        ('replace("abracadabra", "bra", "*")', '"a*cada*"'),
        ('replace("13800138000", "(\\d{3})\\d{4}(\\d{4})", "$1****$2")', '"138****8000"'),
        ('replace("甲、乙、丙", "、", ",")', '"甲,乙,丙"'),
        ('replace("abc", "x*", "-")', "null"),
        ('replace(null, "a", "b")', "null"),
    ],
    with_replacements,
    without_sql="The patterns of databases differ from those of the language.",
)
