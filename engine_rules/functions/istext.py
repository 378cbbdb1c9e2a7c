"""`ISTEXT`."""

from engine_rules.function import Sql, function
from engine_rules.values import Value


def text(value: Value) -> bool:
    """Return whether a value is a text."""
    return isinstance(value, str)


FUNCTION = function(
    "ISTEXT",
    "logic",
    "ISTEXT(value: Any?) -> boolean",
    ("Whether a value is a text.", "值是否为文本。"),
    [
        ('ISTEXT("客户")', "true"),
        ('ISTEXT("")', "true"),
        ("ISTEXT(1)", "false"),
        ("ISTEXT(null)", "false"),
    ],
    text,
    sql=Sql(built=True),
)
