"""`substring after`."""

from engine_rules.function import function


def after_match(string: str, match: str) -> str:
    """Return what stands after the first `match`, the empty text without one."""
    return string.partition(match)[2] if match else string


FUNCTION = function(
    "substring after",
    "text",
    "substring after(string: string, match: string) -> string",
    (
        "The part of a text after the first occurrence of another; empty when it does not occur.",
        "另一段文本首次出现之后的部分；未出现时为空文本。",
    ),
    [
        ('substring after("foobar", "ob")', '"ar"'),
        ('substring after("", "a")', '""'),
        ('substring after("abc", "")', '"abc"'),
        ('substring after("合同-2026-001", "-")', '"2026-001"'),
        ('substring after(null, "o")', "null"),
    ],
    after_match,
    sql="CASE WHEN strpos({0}, {1}) > 0 THEN substr({0}, strpos({0}, {1}) + char_length({1})) "
    "WHEN strpos({0}, {1}) = 0 THEN '' END",
)
