"""`HOUR`."""

from engine_rules.function import function

FUNCTION = function(
    "HOUR",
    "date",
    ["HOUR(time: time) -> number", "HOUR(time: date and time) -> number"],
    ("The hour of a time, 0 to 23.", "时间的小时数，0 到 23。"),
    [
        ('HOUR(@"13:05:09")', "13"),
        ('HOUR(@"2026-05-01T00:00:00")', "0"),
        ("HOUR(null)", "null"),
    ],
    expansion="time.hour",
    note=("A text is not taken for a time: write `time(text)`.", "文本不会自动转换为时间：请使用 `time(文本)`。"),
)
