"""`TRUNC`."""

from engine_rules.function import function

FUNCTION = function(
    "TRUNC",
    "number",
    "TRUNC(number: number, [digits: number]) -> number",
    (
        "The number cut towards zero to a number of digits after the point, none if they are not given.",
        "将数字向零的方向截断到指定的小数位数，省略时取整。",
    ),
    [
        ("TRUNC(8.9)", "8"),
        ("TRUNC(-8.9)", "-8"),
        ("TRUNC(3.14159, 2)", "3.14"),
        ("TRUNC(1299, -2)", "1200"),
        ("TRUNC(null)", "null"),
    ],
    expansion={1: "round down(number, 0)", 2: "round down(number, digits)"},
)
