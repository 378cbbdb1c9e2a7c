"""`lower case`."""

from engine_rules.function import Sql, function


def in_small_letters(string: str) -> str:
    """Return the text in small letters, by the full mapping of Unicode."""
    return string.lower()


FUNCTION = function(
    "lower case",
    "text",
    "lower case(string: string) -> string",
    (
        "The text in small letters.",
        "将文本转换为小写字母。",
    ),
    [
        ('lower case("aBc4")', '"abc4"'),
        ('lower case("")', '""'),
        ('lower case("ÄÖ 中文")', '"äö 中文"'),
        ("lower case(null)", "null"),
    ],
    in_small_letters,
    sql=Sql(postgres='(lower({0} COLLATE "pg_unicode_fast") COLLATE "C")', duckdb="lower({0})"),
    spellings=["LOWER"],
)
