"""`string length`."""

from decimal import Decimal

from engine_rules.function import function


def characters(string: str) -> Decimal:
    """Return the number of characters."""
    return Decimal(len(string))


FUNCTION = function(
    "string length",
    "text",
    "string length(string: string) -> number",
    ("The number of characters of a text.", "文本的字符数。"),
    [
        ('string length("tes")', "3"),
        ('string length("中文客户")', "4"),
        ('string length("")', "0"),
        ("string length(null)", "null"),
        ('string length("\\U01F40E")', "1"),
    ],
    characters,
    sql=("char_length({0})"),
    spellings=["LEN"],
)
