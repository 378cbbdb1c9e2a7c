"""`CHOOSE`."""

from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function
from engine_rules.values import Value


def chosen(position: Decimal, *values: Value) -> Value:
    """Return the value at a position from 1, decimals cut off. Raises `NoResult` when there is none."""
    at = int(position)
    if not 1 <= at <= len(values):
        raise NoResult("there is no value at this position", "该位置没有值")
    return values[at - 1]


FUNCTION = function(
    "CHOOSE",
    "lookup",
    "CHOOSE(position: number, ...values: T?) -> T",
    (
        "The value at a position, 1 being the first; null when there is none.",
        "指定位置的值（从 1 开始）；没有时为 null。",
    ),
    [
        ('CHOOSE(2, "低", "中", "高")', '"中"'),
        ("CHOOSE(1, 10, 20)", "10"),
        ("CHOOSE(3, 10, 20)", "null"),
        ("CHOOSE(0, 10, 20)", "null"),
        ("CHOOSE(1.9, 10, 20)", "10"),
        ("CHOOSE(null, 10, 20)", "null"),
    ],
    chosen,
    sql=Sql(built=True),
)
