"""`INT`."""

from engine_rules.function import function

FUNCTION = function(
    "INT",
    "number",
    "INT(number: number) -> number",
    ("The greatest whole number that is not above the number.", "不大于该数的最大整数。"),
    [
        ("INT(8.9)", "8"),
        ("INT(-8.1)", "-9"),
        ("INT(5)", "5"),
        ("INT(null)", "null"),
    ],
    expansion="floor(number)",
)
