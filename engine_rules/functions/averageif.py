"""`AVERAGEIF`."""

from engine_rules.function import function

FUNCTION = function(
    "AVERAGEIF",
    "statistics",
    "AVERAGEIF(list: list<T>, condition: boolean?, [value: Any?]) -> number",
    (
        "The average of a value over the rows that meet a condition, nulls left out; null when there are none.",
        "对满足条件的行求平均值，忽略 null；没有时为 null。",
    ),
    [
        ('AVERAGEIF([{c: "A", n: 1}, {c: "B", n: 9}, {c: "A", n: 4}], item.c = "A", item.n)', "2.5"),
        ("AVERAGEIF([2, 4, 10], item < 5)", "3"),
        ("AVERAGEIF([1, 2], item > 3)", "null"),
        ('AVERAGEIF([{类别: "办公", 金额: 3}, {类别: "办公", 金额: null}], item.类别 = "办公", item.金额)', "3"),
    ],
    expansion={
        2: "mean(list[condition and true][item != null])",
        3: "mean((for item in list[condition and true] return value)[item != null])",
    },
    spellings=["AVERAGEIFS"],
    note=(
        'The condition is an expression over `item` instead of a text such as ">3", and the value comes last.',
        '条件是关于 `item` 的表达式，而不是 ">3" 这样的文本；要计算的值放在最后。',
    ),
)
