"""`start of month`."""

from engine_rules.calculation.periods import date_part, start_of
from engine_rules.function import function
from engine_rules.temporal import AnyDate, AnyDateTime


def first_day(date: AnyDate | AnyDateTime) -> AnyDate:
    """Return the first day of the month. Raises `NoResult` beyond the calendar."""
    return start_of("month", date_part(date))


FUNCTION = function(
    "start of month",
    "date",
    ["start of month(date: date) -> date", "start of month(date: date and time) -> date"],
    ("The first day of the month that a date lies in.", "日期所在月的第一天。"),
    [
        ('start of month(@"2026-02-14")', '@"2026-02-01"'),
        ('start of month(@"2024-02-29")', '@"2024-02-01"'),
        ('start of month(@"2026-02-14T23:30:00")', '@"2026-02-01"'),
        ("start of month(null)", "null"),
    ],
    first_day,
    sql="CAST(date_trunc('month', CAST({0} AS date)) AS date)",
)
