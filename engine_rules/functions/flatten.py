"""`flatten`."""

from engine_rules.evaluation import grown
from engine_rules.function import function
from engine_rules.values import Value


def flat(items: list[Value]) -> list[Value]:
    """Return all elements that are no lists, however deep they lie."""
    found: list[Value] = []
    waiting = [iter(items)]
    while waiting:
        for item in waiting[-1]:
            if isinstance(item, list):
                waiting.append(iter(item))
                break
            found.append(item)
            grown(len(found))
        else:
            waiting.pop()
    return found


FUNCTION = function(
    "flatten",
    "list",
    "flatten(list: list<Any>) -> list<Any>",
    (
        "The elements of a list and of all lists in it, in one list.",
        "将嵌套的列表展开为一个列表。",
    ),
    [
        ("flatten([[1, 2], [[3]], 4])", "[1, 2, 3, 4]"),
        ("flatten([])", "[]"),
        ("flatten([[], [null]])", "[null]"),
        ('flatten([["甲"], "乙"])', '["甲", "乙"]'),
        ("flatten(null)", "null"),
    ],
    flat,
    without_sql="It gives a list.",
)
