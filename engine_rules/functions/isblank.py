"""`ISBLANK`."""

from engine_rules.function import Sql, function
from engine_rules.values import Value


def blank(value: Value) -> bool:
    """Return whether there is nothing: null or an empty text."""
    return value is None or value == ""


FUNCTION = function(
    "ISBLANK",
    "logic",
    "ISBLANK(value: Any?) -> boolean",
    ("Whether a value is null or an empty text.", "值是否为 null 或空文本。"),
    [
        ("ISBLANK(null)", "true"),
        ('ISBLANK("")', "true"),
        ('ISBLANK(" ")', "false"),
        ('ISBLANK("客户")', "false"),
        ("ISBLANK(0)", "false"),
    ],
    blank,
    sql=Sql(built=True),
    note=("An empty text counts as blank.", "空文本也视为空白。"),
)
