"""`PROPER`."""

from engine_rules.function import function


def proper(text: str) -> str:
    """Return the text with a capital after each character that is no letter, and small letters elsewhere."""
    return text.title()


FUNCTION = function(
    "PROPER",
    "text",
    "PROPER(text: string) -> string",
    ("The text with a capital at the beginning of each word.", "将每个单词的首字母大写，其余字母小写。"),
    [
        ('PROPER("zhang SAN")', '"Zhang San"'),
        ('PROPER("2-way street")', '"2-Way Street"'),
        ('PROPER("上海 abc公司")', '"上海 Abc公司"'),
        ('PROPER("")', '""'),
        ("PROPER(null)", "null"),
    ],
    proper,
    without_sql="What a capital is depends on the locale of the database.",
)
