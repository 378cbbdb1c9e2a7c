"""`coalesce`."""

from engine_rules.function import Sql, function
from engine_rules.values import Value


def first_value(*values: Value) -> Value:
    """Return the first value that is not null."""
    return next((value for value in values if value is not None), None)


FUNCTION = function(
    "coalesce",
    "logic",
    "coalesce(...values: T?) -> T",
    (
        "The first value that is not null: `IFERROR(a / b, 0)` is 0 where the division has no result.",
        "第一个不为 null 的值：除法没有结果时 `IFERROR(a / b, 0)` 为 0。",
    ),
    [
        ("coalesce(null, 5)", "5"),
        ("coalesce(null, null)", "null"),
        ('coalesce("客户", "未知")', '"客户"'),
        ("IFERROR(1 / 0, 0)", "0"),
        ('IFNULL(null, "无")', '"无"'),
        ('coalesce("", "x")', '""'),
    ],
    first_value,
    sql=Sql(built=True),
    spellings=["IFNULL", "IFERROR", "IFNA"],
    note=(
        "An error is null in this language, so the three spellings mean the same.",
        "在本语言中错误就是 null，因此这几种写法含义相同。",
    ),
)
