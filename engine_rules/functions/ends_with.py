"""`ends with`."""

from engine_rules.function import Sql, function


def finishes(string: str, match: str) -> bool:
    """Return whether the text ends with `match`."""
    return string.endswith(match)


FUNCTION = function(
    "ends with",
    "text",
    "ends with(string: string, match: string) -> boolean",
    (
        "Whether a text ends with another.",
        "文本是否以另一段文本结尾。",
    ),
    [
        ('ends with("foobar", "r")', "true"),
        ('ends with("r", "foobar")', "false"),
        ('ends with("foobar", "")', "true"),
        ('ends with("北京有限公司", "公司")', "true"),
        ('ends with(null, "a")', "null"),
    ],
    finishes,
    sql=Sql("(right({0}, char_length({1})) = {1})", spark="endswith({0}, {1})"),
)
