"""`COUNTA`."""

from decimal import Decimal

from engine_rules.function import Sql, function
from engine_rules.values import Value


def filled(items: list[Value]) -> Decimal:
    """Return the number of elements that are neither null nor an empty text."""
    return Decimal(sum(item is not None and item != "" for item in items))


def filled_arguments(*items: Value) -> Decimal:
    """Return the number of arguments that are neither null nor an empty text."""
    return filled(list(items))


FUNCTION = function(
    "COUNTA",
    "statistics",
    ["COUNTA(list: list<Any>) -> number", "COUNTA(...items: Any?) -> number"],
    (
        "The number of elements that are neither null nor an empty text.",
        "既不是 null 也不是空文本的元素个数。",
    ),
    [
        ('COUNTA([1, null, "", "客户"])', "2"),
        ("COUNTA([])", "0"),
        ("COUNTA([null])", "0"),
        ("COUNTA(1, null, 3)", "2"),
    ],
    [filled, filled_arguments],
    sql=Sql(built=True),
    note=("An empty text counts as blank.", "空文本视为空白，不计入。"),
)
