"""`SUMPRODUCT`."""

from engine_rules.function import function

FUNCTION = function(
    "SUMPRODUCT",
    "statistics",
    "SUMPRODUCT(list: list<T>, value: Any?) -> number",
    (
        "The sum of an expression over all rows, nulls left out; 0 when there are none.",
        "对所有行的表达式求和，忽略 null；没有行时为 0。",
    ),
    [
        ("SUMPRODUCT([{q: 2, p: 3}, {q: 1, p: 4}], item.q * item.p)", "10"),
        ("SUMPRODUCT([{数量: 2, 单价: 1.5}, {数量: null, 单价: 4}], item.数量 * item.单价)", "3"),
        ("SUMPRODUCT([], item * 2)", "0"),
        ("SUMPRODUCT([1, 2, 3], item * item)", "14"),
    ],
    expansion="coalesce(sum((for item in list return value)[item != null]), 0)",
    note=(
        "Takes the rows and an expression over `item` instead of several ranges.",
        "参数是行的列表和关于 `item` 的表达式，而不是多个区域。",
    ),
)
