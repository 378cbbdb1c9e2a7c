"""`OR`."""  # noqa: N999 - the file's name is the function's

from engine_rules.function import function

FUNCTION = function(
    "OR",
    "logic",
    "OR(...conditions: boolean?) -> boolean",
    (
        "Whether at least one condition holds; null when one is null and none is true.",
        "是否至少有一个条件成立；有条件为 null 且没有成立的条件时为 null。",
    ),
    [
        ("OR(1 > 2, 2 < 3)", "true"),
        ("OR(1 > 2, 2 > 3, 3 > 4)", "false"),
        ("OR(true, null)", "true"),
        ("OR(false, null)", "null"),
        ("OR(false)", "false"),
    ],
    expansion="or",
    note=("Null stays unknown instead of being left out.", "null 表示未知，不会被忽略。"),
)
