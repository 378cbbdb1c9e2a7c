"""`list contains`."""

from engine_rules.calculation.keys import key_of
from engine_rules.function import Sql, function
from engine_rules.values import Value


def has(items: list[Value], element: Value) -> bool:
    """Return whether one of the elements is equal to `element`; null is equal to null."""
    wanted = key_of(element)
    return any(key_of(item) == wanted for item in items)


FUNCTION = function(
    "list contains",
    "list",
    "list contains(list: list<Any>, element: Any?) -> boolean",
    (
        "Whether a list has an element.",
        "列表中是否有某个元素。",
    ),
    [
        ("list contains([1, 2, 3], 2)", "true"),
        ("list contains([1, 2, 3], 4)", "false"),
        ("list contains([1, null], null)", "true"),
        ('list contains(["北京", "上海"], "上海")', "true"),
        ("list contains([], 1)", "false"),
        ("list contains(null, 1)", "null"),
    ],
    has,
    sql=Sql(built=True),
)
