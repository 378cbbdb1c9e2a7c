"""`append`."""

from engine_rules.evaluation import grown
from engine_rules.function import function
from engine_rules.values import Value


def with_more(items: list[Value], *more: Value) -> list[Value]:
    """Return a new list with the further elements at its end."""
    grown(len(items) + len(more))
    return [*items, *more]


FUNCTION = function(
    "append",
    "list",
    "append(list: list<T>, ...item: T?) -> list<T>",
    (
        "A list with further elements at its end.",
        "在列表末尾追加元素后的列表。",
    ),
    [
        ("append([1], 2, 3)", "[1, 2, 3]"),
        ("append([], null)", "[null]"),
        ("append([[1]], [2])", "[[1], [2]]"),
        ('append(["甲"], "乙")', '["甲", "乙"]'),
        ("append(null, 1)", "null"),
    ],
    with_more,
    without_sql="It gives a list.",
)
