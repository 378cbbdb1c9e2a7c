"""`MONTH`."""

from engine_rules.function import function

FUNCTION = function(
    "MONTH",
    "date",
    ["MONTH(date: date) -> number", "MONTH(date: date and time) -> number"],
    ("The month of a date, 1 to 12.", "日期的月份，1 到 12。"),
    [
        ('MONTH(@"2026-05-01")', "5"),
        ('MONTH(@"2026-12-31T23:59:59")', "12"),
        ("MONTH(null)", "null"),
    ],
    expansion="date.month",
    note=("A text is not taken for a date: write `date(text)`.", "文本不会自动转换为日期：请使用 `date(文本)`。"),
)
