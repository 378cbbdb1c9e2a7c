"""`EDATE`."""

from engine_rules.function import function

FUNCTION = function(
    "EDATE",
    "date",
    [
        "EDATE(date: date, months: number) -> date",
        "EDATE(date: date and time, months: number) -> date and time",
    ],
    (
        "The date a number of months later, or earlier for a negative one; cut to the end of a shorter month.",
        "若干个月之后（负数为之前）的日期；遇较短月份取月末。",
    ),
    [
        ('EDATE(@"2026-01-31", 1)', '@"2026-02-28"'),
        ('EDATE(@"2024-02-29", -12)', '@"2023-02-28"'),
        ('EDATE(@"2026-05-01T08:00:00", 2)', '@"2026-07-01T08:00:00"'),
        ('EDATE(@"2026-05-01", 1.9)', '@"2026-06-01"'),
        ('EDATE(@"2026-05-01", null)', "null"),
    ],
    expansion='date + @"P1M" * months',
    note=("The time of a date and time is kept.", "日期时间的时间部分会保留。"),
)
