"""`EXACT`."""

from engine_rules.function import function

FUNCTION = function(
    "EXACT",
    "text",
    "EXACT(first: Any?, second: Any?) -> boolean",
    ("Whether two values are equal, the same as `first = second`.", "两个值是否相等，等同于 `first = second`。"),
    [
        ('EXACT("A", "a")', "false"),
        ('EXACT("客户", "客户")', "true"),
        ('EXACT("", null)', "false"),
        ("EXACT(null, null)", "true"),
    ],
    expansion="first = second",
    note=("Values of different types give null.", "不同类型的值比较结果为 null。"),
)
