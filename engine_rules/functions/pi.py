"""`PI`."""

from engine_rules.function import function

FUNCTION = function(
    "PI",
    "number",
    "PI() -> number",
    ("The number π to 34 digits.", "圆周率 π，34 位有效数字。"),
    [
        ("PI()", "3.141592653589793238462643383279503"),
        ("PI() * 0", "0"),
        ("PI() > 3.14", "true"),
    ],
    expansion="3.141592653589793238462643383279503",
)
