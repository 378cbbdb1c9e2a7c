"""`MINIF`."""

from engine_rules.function import function

FUNCTION = function(
    "MINIF",
    "statistics",
    "MINIF(list: list<T>, condition: boolean?, [value: Any?]) -> Any",
    (
        "The smallest value over the rows that meet a condition, nulls left out; null when there are none.",
        "满足条件的行中的最小值，忽略 null；没有时为 null。",
    ),
    [
        ('MINIF([{c: "A", n: 1}, {c: "B", n: 0}, {c: "A", n: 4}], item.c = "A", item.n)', "1"),
        ("MINIF([1, 5, 10], item > 3)", "5"),
        ("MINIF([1, 2], item > 3)", "null"),
        ('MINIF([{类别: "办公", 金额: 3}, {类别: "办公", 金额: null}], item.类别 = "办公", item.金额)', "3"),
    ],
    expansion={
        2: "min(list[condition and true][item != null])",
        3: "min((for item in list[condition and true] return value)[item != null])",
    },
    spellings=["MINIFS"],
    note=(
        "The list and the condition come first, the value last; without rows the result is null, not 0.",
        "列表和条件在前，值在最后；没有符合的行时结果为 null，而不是 0。",
    ),
)
