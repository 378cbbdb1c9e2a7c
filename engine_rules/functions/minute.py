"""`MINUTE`."""

from engine_rules.function import function

FUNCTION = function(
    "MINUTE",
    "date",
    ["MINUTE(time: time) -> number", "MINUTE(time: date and time) -> number"],
    ("The minute of a time, 0 to 59.", "时间的分钟数，0 到 59。"),
    [
        ('MINUTE(@"13:05:09")', "5"),
        ('MINUTE(@"2026-05-01T23:59:00")', "59"),
        ("MINUTE(null)", "null"),
    ],
    expansion="time.minute",
    note=("A text is not taken for a time: write `time(text)`.", "文本不会自动转换为时间：请使用 `time(文本)`。"),
)
