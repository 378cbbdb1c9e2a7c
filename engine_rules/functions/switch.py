"""`SWITCH`."""

from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function
from engine_rules.operators import equal, same_kind
from engine_rules.values import Value


def matching(value: Value, *cases: Value) -> Value:
    """Return the result after the first case that equals `value`, else the last argument when it stands alone.

    Raises `NoResult` when no case is equal and there is no such argument.
    """
    for case, result in zip(cases[::2], cases[1::2], strict=False):
        if same_kind(value, case) and equal(value, case) is True:
            return result
    if len(cases) % 2:
        return cases[-1]
    raise NoResult("no case is equal to the value", "没有与该值相等的情况")


FUNCTION = function(
    "SWITCH",
    "logic",
    "SWITCH(value: Any?, ...cases and results: Any?) -> Any",
    (
        "The result after the first case that equals the value; a last argument alone is for all others, else null.",
        "第一个与该值相等的情况后面的结果；末尾单独的参数用于其他情况，否则为 null。",
    ),
    [
        ('SWITCH("B", "A", 1, "B", 2)', "2"),
        ('SWITCH("C", "A", 1, "B", 2, 9)', "9"),
        ('SWITCH("C", "A", 1)', "null"),
        ('SWITCH(3, 1, "低", 2, "中", 3, "高")', '"高"'),
        ('SWITCH(null, 1, "a", null, "b")', '"b"'),
    ],
    matching,
    sql=Sql(built=True),
    note=("Texts are equal only in the same case.", "文本比较区分大小写。"),
)
