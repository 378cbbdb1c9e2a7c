"""`end of quarter`."""

from engine_rules.calculation.periods import date_part, end_of
from engine_rules.function import function
from engine_rules.temporal import AnyDate, AnyDateTime


def last_day(date: AnyDate | AnyDateTime) -> AnyDate:
    """Return the last day of the quarter. Raises `NoResult` beyond the calendar."""
    return end_of("quarter", date_part(date))


FUNCTION = function(
    "end of quarter",
    "date",
    ["end of quarter(date: date) -> date", "end of quarter(date: date and time) -> date"],
    ("The last day of the quarter that a date lies in.", "日期所在季度的最后一天。"),
    [
        ('end of quarter(@"2026-05-14")', '@"2026-06-30"'),
        ('end of quarter(@"2026-12-31")', '@"2026-12-31"'),
        ('end of quarter(@"2026-05-14T23:30:00")', '@"2026-06-30"'),
        ("end of quarter(null)", "null"),
    ],
    last_day,
    sql="CAST(date_trunc('quarter', CAST({0} AS date)) + INTERVAL '3 months' - INTERVAL '1 day' AS date)",
)
