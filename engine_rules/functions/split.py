"""`split`."""

from engine_rules.calculation import patterns
from engine_rules.function import function


def parts(text: str, delimiter: str) -> list[str]:
    """Return the parts between the matches of the pattern. Raises `NoResult` for what is no pattern."""
    return patterns.split(text, delimiter)


FUNCTION = function(
    "split",
    "text",
    "split(string: string, delimiter: string) -> list<string>",
    ("The parts of a text between the matches of a pattern.", "按模式将文本拆分成的各部分。"),
    [
        ('split("John Doe", "\\s")', '["John", "Doe"]'),
        ('split("a;b;c;;", ";")', '["a", "b", "c", "", ""]'),
        ('split("", ",")', '[""]'),
        ('split("北京，上海，广州", "，")', '["北京", "上海", "广州"]'),
        ('split("abc", "[")', "null"),
        ('split(null, ",")', "null"),
    ],
    parts,
    without_sql="It gives a list.",
)
