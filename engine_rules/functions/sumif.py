"""`SUMIF`."""

from engine_rules.function import function

FUNCTION = function(
    "SUMIF",
    "statistics",
    "SUMIF(list: list<T>, condition: Any, [value: Any]) -> number",
    (
        "The sum of a value over the rows that meet a condition; 0 when there are none.",
        "对满足条件的行求和；没有符合的行时为 0。",
    ),
    [
        ('SUMIF([{c: "A", n: 1}, {c: "B", n: 2}, {c: "A", n: 4}], item.c = "A", item.n)', "5"),
        ("SUMIF([1, 5, 10], item > 3)", "15"),
        ("SUMIF([1, 2], item > 3)", "0"),
        ('SUMIF([{类别: "办公", 金额: 3}, {类别: "差旅", 金额: null}], 类别 != "无", item.金额)', "3"),
    ],
    expansion={
        2: "coalesce(sum(list[condition and true][item != null]), 0)",
        3: "coalesce(sum((for item in list[condition and true] return value)[item != null]), 0)",
    },
    spellings=["SUMIFS"],
    note=(
        'The condition is an expression over `item` instead of a text such as ">3".',
        '条件是关于 `item` 的表达式，而不是 ">3" 这样的文本。',
    ),
)
