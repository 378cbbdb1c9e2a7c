"""`quarter`."""

from engine_rules.function import function

FUNCTION = function(
    "quarter",
    "date",
    ["quarter(date: date) -> number", "quarter(date: date and time) -> number"],
    ("The quarter of the year that a date lies in, 1 to 4.", "日期所在的季度，1 到 4。"),
    [
        ('quarter(@"2026-01-31")', "1"),
        ('quarter(@"2026-11-21")', "4"),
        ('quarter(@"2026-06-30T23:59:59")', "2"),
        ("quarter(null)", "null"),
    ],
    expansion="floor((date.month + 2) / 3)",
)
