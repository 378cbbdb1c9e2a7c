"""`SECOND`."""

from engine_rules.function import function

FUNCTION = function(
    "SECOND",
    "date",
    ["SECOND(time: time) -> number", "SECOND(time: date and time) -> number"],
    ("The second of a time, 0 to 59, with its fraction.", "时间的秒数，0 到 59，可带小数。"),
    [
        ('SECOND(@"13:05:09")', "9"),
        ('SECOND(@"2026-05-01T23:59:00")', "0"),
        ("SECOND(null)", "null"),
    ],
    expansion="time.second",
    note=("A text is not taken for a time: write `time(text)`.", "文本不会自动转换为时间：请使用 `time(文本)`。"),
)
