"""`DAYS`."""

from engine_rules.function import function

FUNCTION = function(
    "DAYS",
    "date",
    [
        "DAYS(end: date, start: date) -> number",
        "DAYS(end: date and time, start: date and time) -> number",
    ],
    (
        "The days from the second date to the first, as `days between(start, end)` gives them.",
        "从第二个日期到第一个日期的天数，等同于 `days between(start, end)`。",
    ),
    [
        ('DAYS(@"2026-05-08", @"2026-05-01")', "7"),
        ('DAYS(@"2026-05-01", @"2026-05-08")', "-7"),
        ('DAYS(@"2026-05-01", @"2026-05-01")', "0"),
        ('DAYS(@"2026-05-01", null)', "null"),
    ],
    expansion="days between(start, end)",
)
