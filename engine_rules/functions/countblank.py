"""`COUNTBLANK`."""

from decimal import Decimal

from engine_rules.function import Sql, function
from engine_rules.values import Value


def blank(items: list[Value]) -> Decimal:
    """Return the number of elements that are null or an empty text."""
    return Decimal(sum(item is None or item == "" for item in items))


FUNCTION = function(
    "COUNTBLANK",
    "statistics",
    "COUNTBLANK(list: list<Any>) -> number",
    ("The number of elements that are null or an empty text.", "为 null 或空文本的元素个数。"),
    [
        ('COUNTBLANK([1, null, "", "客户"])', "2"),
        ("COUNTBLANK([])", "0"),
        ("COUNTBLANK([0, false])", "0"),
        ("COUNTBLANK(null)", "null"),
    ],
    blank,
    sql=Sql(built=True),
)
