"""`DAY`."""

from engine_rules.function import function

FUNCTION = function(
    "DAY",
    "date",
    ["DAY(date: date) -> number", "DAY(date: date and time) -> number"],
    ("The day of the month of a date, 1 to 31.", "日期在当月的第几天，1 到 31。"),
    [
        ('DAY(@"2026-05-01")', "1"),
        ('DAY(@"2024-02-29T00:00:00")', "29"),
        ("DAY(null)", "null"),
    ],
    expansion="date.day",
    note=("A text is not taken for a date: write `date(text)`.", "文本不会自动转换为日期：请使用 `date(文本)`。"),
)
