"""`end of month`."""

from engine_rules.calculation.periods import date_part, end_of
from engine_rules.function import function
from engine_rules.temporal import AnyDate, AnyDateTime


def last_day(date: AnyDate | AnyDateTime) -> AnyDate:
    """Return the last day of the month. Raises `NoResult` beyond the calendar."""
    return end_of("month", date_part(date))


FUNCTION = function(
    "end of month",
    "date",
    ["end of month(date: date) -> date", "end of month(date: date and time) -> date"],
    ("The last day of the month that a date lies in.", "日期所在月的最后一天。"),
    [
        ('end of month(@"2026-02-14")', '@"2026-02-28"'),
        ('end of month(@"2024-02-29")', '@"2024-02-29"'),
        ('end of month(@"2026-02-14T23:30:00")', '@"2026-02-28"'),
        ("end of month(null)", "null"),
    ],
    last_day,
    sql="CAST(date_trunc('month', CAST({0} AS date)) + INTERVAL '1 month' - INTERVAL '1 day' AS date)",
)
