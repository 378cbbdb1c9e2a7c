"""`POWER`."""

from engine_rules.function import function

FUNCTION = function(
    "POWER",
    "number",
    "POWER(number: number, exponent: number) -> number",
    ("A number to a power, the same as `number ** exponent`.", "数字的乘方，等同于 `number ** exponent`。"),
    [
        ("POWER(2, 10)", "1024"),
        ("POWER(2, -1)", "0.5"),
        ("POWER(5, 0)", "1"),
        ("POWER(2, null)", "null"),
    ],
    expansion="number ** exponent",
)
