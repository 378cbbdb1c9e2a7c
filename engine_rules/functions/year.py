"""`YEAR`."""

from engine_rules.function import function

FUNCTION = function(
    "YEAR",
    "date",
    ["YEAR(date: date) -> number", "YEAR(date: date and time) -> number"],
    ("The year of a date.", "日期的年份。"),
    [
        ('YEAR(@"2026-05-01")', "2026"),
        ('YEAR(@"2026-12-31T23:59:59")', "2026"),
        ("YEAR(null)", "null"),
    ],
    expansion="date.year",
    note=("A text is not taken for a date: write `date(text)`.", "文本不会自动转换为日期：请使用 `date(文本)`。"),
)
