"""`ISNUMBER`."""

from engine_rules.function import Sql, function
from engine_rules.types import NUMBER
from engine_rules.values import Value, kind_of


def number(value: Value) -> bool:
    """Return whether a value is a number."""
    return kind_of(value) is NUMBER


FUNCTION = function(
    "ISNUMBER",
    "logic",
    "ISNUMBER(value: Any?) -> boolean",
    ("Whether a value is a number.", "值是否为数字。"),
    [
        ("ISNUMBER(1.5)", "true"),
        ('ISNUMBER("1.5")', "false"),
        ("ISNUMBER(null)", "false"),
        ('ISNUMBER("一")', "false"),
        ("ISNUMBER(true)", "false"),
    ],
    number,
    sql=Sql(built=True),
    note=("A date is no number.", "日期不是数字。"),
)
