"""`MROUND`."""

from engine_rules.function import function

FUNCTION = function(
    "MROUND",
    "number",
    "MROUND(number: number, multiple: number) -> number",
    (
        "The nearest multiple of a number; half of it is rounded away from zero.",
        "最接近的倍数；恰好一半时向远离零的方向舍入。",
    ),
    [
        ("MROUND(17, 5)", "15"),
        ("MROUND(7.5, 5)", "10"),
        ("MROUND(-7.5, 5)", "-10"),
        ("MROUND(7, 0)", "0"),
        ("MROUND(7, null)", "null"),
    ],
    expansion="if multiple = 0 then 0 else round half up(number / multiple, 0) * multiple",
    note=("Number and multiple may have different signs.", "数字与倍数的符号可以不同。"),
)
