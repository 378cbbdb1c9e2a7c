"""`contains`."""

from engine_rules.function import Sql, function


def has_part(string: str, match: str) -> bool:
    """Return whether `match` occurs in the text; the empty text occurs in every one."""
    return match in string


FUNCTION = function(
    "contains",
    "text",
    "contains(string: string, match: string) -> boolean",
    (
        "Whether a text occurs in another.",
        "文本中是否出现另一段文本。",
    ),
    [
        ('contains("foobar", "of")', "false"),
        ('contains("foobar", "ob")', "true"),
        ('contains("", "")', "true"),
        ('contains("重要客户", "客户")', "true"),
        ('contains(null, "a")', "null"),
    ],
    has_part,
    sql=Sql("(strpos({0}, {1}) > 0)", spark="contains({0}, {1})"),
)
