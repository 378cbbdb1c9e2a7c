"""`substring before`."""

from engine_rules.function import function


def before_match(string: str, match: str) -> str:
    """Return what stands before the first `match`, the empty text without one."""
    return string[: max(string.find(match), 0)]


FUNCTION = function(
    "substring before",
    "text",
    "substring before(string: string, match: string) -> string",
    (
        "The part of a text before the first occurrence of another; empty when it does not occur.",
        "另一段文本首次出现之前的部分；未出现时为空文本。",
    ),
    [
        ('substring before("foobar", "bar")', '"foo"'),
        ('substring before("foobar", "xyz")', '""'),
        ('substring before("foobar", "")', '""'),
        ('substring before("张三（北京）", "（")', '"张三"'),
        ('substring before(null, "o")', "null"),
    ],
    before_match,
    sql="CASE WHEN strpos({0}, {1}) > 0 THEN left({0}, strpos({0}, {1}) - 1) WHEN strpos({0}, {1}) = 0 THEN '' END",
)
