"""`QUOTIENT`."""

from engine_rules.function import function

FUNCTION = function(
    "QUOTIENT",
    "number",
    "QUOTIENT(numerator: number, denominator: number) -> number",
    ("The whole part of a division; null when it is by zero.", "除法结果的整数部分；除以零时为 null。"),
    [
        ("QUOTIENT(17, 5)", "3"),
        ("QUOTIENT(-17, 5)", "-3"),
        ("QUOTIENT(17, 0)", "null"),
        ("QUOTIENT(null, 5)", "null"),
    ],
    expansion="round down(numerator / denominator, 0)",
)
