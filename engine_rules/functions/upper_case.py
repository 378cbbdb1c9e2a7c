"""`upper case`."""

from engine_rules.function import Sql, function


def in_capitals(string: str) -> str:
    """Return the text in capitals, by the full mapping of Unicode: `ß` becomes `SS`."""
    return string.upper()


FUNCTION = function(
    "upper case",
    "text",
    "upper case(string: string) -> string",
    (
        "The text in capital letters.",
        "将文本转换为大写字母。",
    ),
    [
        ('upper case("aBc4")', '"ABC4"'),
        ('upper case("")', '""'),
        ('upper case("straße 中文")', '"STRASSE 中文"'),
        ("upper case(null)", "null"),
    ],
    in_capitals,
    sql=Sql(
        postgres='(upper({0} COLLATE "pg_unicode_fast") COLLATE "C")',
        duckdb="upper(replace({0}, 'ß', 'SS'))",
    ),
    spellings=["UPPER"],
)
