"""`start of year`."""

from engine_rules.calculation.periods import date_part, start_of
from engine_rules.function import function
from engine_rules.temporal import AnyDate, AnyDateTime


def first_day(date: AnyDate | AnyDateTime) -> AnyDate:
    """Return the first day of the year. Raises `NoResult` beyond the calendar."""
    return start_of("year", date_part(date))


FUNCTION = function(
    "start of year",
    "date",
    ["start of year(date: date) -> date", "start of year(date: date and time) -> date"],
    ("The first day of the year that a date lies in.", "日期所在年的第一天。"),
    [
        ('start of year(@"2026-05-14")', '@"2026-01-01"'),
        ('start of year(@"2026-01-01")', '@"2026-01-01"'),
        ('start of year(@"2026-05-14T23:30:00")', '@"2026-01-01"'),
        ("start of year(null)", "null"),
    ],
    first_day,
    sql="CAST(date_trunc('year', CAST({0} AS date)) AS date)",
)
