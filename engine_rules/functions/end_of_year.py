"""`end of year`."""

from engine_rules.calculation.periods import date_part, end_of
from engine_rules.function import function
from engine_rules.temporal import AnyDate, AnyDateTime


def last_day(date: AnyDate | AnyDateTime) -> AnyDate:
    """Return the last day of the year. Raises `NoResult` beyond the calendar."""
    return end_of("year", date_part(date))


FUNCTION = function(
    "end of year",
    "date",
    ["end of year(date: date) -> date", "end of year(date: date and time) -> date"],
    ("The last day of the year that a date lies in.", "日期所在年的最后一天。"),
    [
        ('end of year(@"2026-05-14")', '@"2026-12-31"'),
        ('end of year(@"2026-01-01")', '@"2026-12-31"'),
        ('end of year(@"2026-05-14T23:30:00")', '@"2026-12-31"'),
        ("end of year(null)", "null"),
    ],
    last_day,
    sql="CAST(date_trunc('year', CAST({0} AS date)) + INTERVAL '1 year' - INTERVAL '1 day' AS date)",
)
