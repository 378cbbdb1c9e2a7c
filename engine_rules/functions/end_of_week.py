"""`end of week`."""

from engine_rules.calculation.periods import date_part, end_of
from engine_rules.function import function
from engine_rules.temporal import AnyDate, AnyDateTime


def last_day(date: AnyDate | AnyDateTime) -> AnyDate:
    """Return the last day of the week. Raises `NoResult` beyond the calendar."""
    return end_of("week", date_part(date))


FUNCTION = function(
    "end of week",
    "date",
    ["end of week(date: date) -> date", "end of week(date: date and time) -> date"],
    (
        "The last day of the week that a date lies in; weeks end on Sunday.",
        "日期所在周的最后一天（周日为一周的最后一天）。",
    ),
    [
        ('end of week(@"2026-05-01")', '@"2026-05-03"'),
        ('end of week(@"2026-04-27")', '@"2026-05-03"'),
        ('end of week(@"2026-05-01T23:30:00")', '@"2026-05-03"'),
        ("end of week(null)", "null"),
    ],
    last_day,
    sql="CAST(date_trunc('week', CAST({0} AS date)) + INTERVAL '6 days' AS date)",
)
