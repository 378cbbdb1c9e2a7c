"""`IFS`."""

from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function
from engine_rules.values import Value


def first_case(*cases: Value) -> Value:
    """Return the value after the first condition that holds. Raises `NoResult` when none does."""
    if len(cases) % 2:
        raise NoResult("every condition needs a value", "每个条件都需要一个值")
    for condition, value in zip(cases[::2], cases[1::2], strict=True):
        if condition is True:
            return value
    raise NoResult("no condition holds", "没有条件成立")


FUNCTION = function(
    "IFS",
    "logic",
    "IFS(...conditions and values: Any?) -> Any",
    (
        "The value after the first condition that holds; null when none does. End with `true` for all other cases.",
        "第一个成立的条件后面的值；都不成立时为 null。最后可用 `true` 表示其余情况。",
    ),
    [
        ('IFS(85 >= 90, "优", 85 >= 60, "及格", true, "不及格")', '"及格"'),
        ('IFS(1 > 2, "a", true, "b")', '"b"'),
        ("IFS(1 > 2, 1)", "null"),
        ("IFS(null, 1, true, 2)", "2"),
        ("IFS(true)", "null"),
    ],
    first_case,
    sql=Sql(built=True),
)
