"""`string`."""

from engine_rules.function import Sql, function
from engine_rules.texts import text_of
from engine_rules.values import Value


def of_value(value: Value) -> str:
    """Return the text of a value."""
    return text_of(value)


FUNCTION = function(
    "string",
    "conversion",
    "string(from: Any) -> string",
    (
        "The text of a value, as it would be written in an expression.",
        "值的文本形式。",
    ),
    [
        ("string(1.10)", '"1.1"'),
        ("string(true)", '"true"'),
        ('string(date("2026-05-01"))', '"2026-05-01"'),
        ('string([1, "甲", null])', '"[1, \\"甲\\", null]"'),
        ('string("文本")', '"文本"'),
        ("string(null)", "null"),
    ],
    of_value,
    sql=Sql(built=True),
)
