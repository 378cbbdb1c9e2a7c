"""`MAXIF`."""

from engine_rules.function import function

FUNCTION = function(
    "MAXIF",
    "statistics",
    "MAXIF(list: list<T>, condition: boolean?, [value: Any?]) -> Any",
    (
        "The largest value over the rows that meet a condition, nulls left out; null when there are none.",
        "满足条件的行中的最大值，忽略 null；没有时为 null。",
    ),
    [
        ('MAXIF([{c: "A", n: 1}, {c: "B", n: 9}, {c: "A", n: 4}], item.c = "A", item.n)', "4"),
        ("MAXIF([1, 5, 10], item < 6)", "5"),
        ("MAXIF([1, 2], item > 3)", "null"),
        ('MAXIF([{类别: "办公", 金额: 3}, {类别: "办公", 金额: null}], item.类别 = "办公", item.金额)', "3"),
    ],
    expansion={
        2: "max(list[condition and true][item != null])",
        3: "max((for item in list[condition and true] return value)[item != null])",
    },
    spellings=["MAXIFS"],
    note=(
        "The list and the condition come first, the value last; without rows the result is null, not 0.",
        "列表和条件在前，值在最后；没有符合的行时结果为 null，而不是 0。",
    ),
)
