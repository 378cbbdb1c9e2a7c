"""`AND`."""  # noqa: N999 - the file's name is the function's

from engine_rules.function import function

FUNCTION = function(
    "AND",
    "logic",
    "AND(...conditions: boolean?) -> boolean",
    (
        "Whether all conditions hold; null when one is null and none is false.",
        "是否所有条件都成立；有条件为 null 且没有不成立的条件时为 null。",
    ),
    [
        ("AND(1 < 2, 2 < 3)", "true"),
        ("AND(1 < 2, 2 > 3, 3 < 4)", "false"),
        ("AND(false, null)", "false"),
        ("AND(true, null)", "null"),
        ("AND(true)", "true"),
    ],
    expansion="and",
    note=("Null stays unknown instead of being left out.", "null 表示未知，不会被忽略。"),
)
