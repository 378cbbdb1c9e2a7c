"""`start of quarter`."""

from engine_rules.calculation.periods import date_part, start_of
from engine_rules.function import function
from engine_rules.temporal import AnyDate, AnyDateTime


def first_day(date: AnyDate | AnyDateTime) -> AnyDate:
    """Return the first day of the quarter. Raises `NoResult` beyond the calendar."""
    return start_of("quarter", date_part(date))


FUNCTION = function(
    "start of quarter",
    "date",
    ["start of quarter(date: date) -> date", "start of quarter(date: date and time) -> date"],
    ("The first day of the quarter that a date lies in.", "日期所在季度的第一天。"),
    [
        ('start of quarter(@"2026-05-14")', '@"2026-04-01"'),
        ('start of quarter(@"2026-12-31")', '@"2026-10-01"'),
        ('start of quarter(@"2026-05-14T23:30:00")', '@"2026-04-01"'),
        ("start of quarter(null)", "null"),
    ],
    first_day,
    sql="CAST(date_trunc('quarter', CAST({0} AS date)) AS date)",
)
