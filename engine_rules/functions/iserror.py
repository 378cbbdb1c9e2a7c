"""`ISERROR`."""

from engine_rules.function import function

FUNCTION = function(
    "ISERROR",
    "logic",
    "ISERROR(value: Any?) -> boolean",
    ("Whether an expression has no result, that is, is null.", "表达式是否没有结果，即为 null。"),
    [
        ("ISERROR(1 / 0)", "true"),
        ("ISERROR(1 / 2)", "false"),
        ('ISERROR(VALUE("客户"))', "true"),
        ("ISERROR(null)", "true"),
    ],
    expansion="value = null",
    spellings=["ISNA", "ISERR"],
    note=(
        "An error is null in this language, so a value that is missing counts as well.",
        "在本语言中错误就是 null，因此缺失的值也算在内。",
    ),
)
