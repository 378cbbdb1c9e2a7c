"""`starts with`."""

from engine_rules.function import Sql, function


def begins(string: str, match: str) -> bool:
    """Return whether the text begins with `match`."""
    return string.startswith(match)


FUNCTION = function(
    "starts with",
    "text",
    "starts with(string: string, match: string) -> boolean",
    (
        "Whether a text begins with another.",
        "文本是否以另一段文本开头。",
    ),
    [
        ('starts with("foobar", "fo")', "true"),
        ('starts with("foobar", "bar")', "false"),
        ('starts with("foobar", "")', "true"),
        ('starts with("北京市朝阳区", "北京")', "true"),
        ('starts with(null, "a")', "null"),
    ],
    begins,
    sql=Sql("starts_with({0}, {1})", spark="startswith({0}, {1})"),
)
