"""`start of week`."""

from engine_rules.calculation.periods import date_part, start_of
from engine_rules.function import function
from engine_rules.temporal import AnyDate, AnyDateTime


def first_day(date: AnyDate | AnyDateTime) -> AnyDate:
    """Return the first day of the week. Raises `NoResult` beyond the calendar."""
    return start_of("week", date_part(date))


FUNCTION = function(
    "start of week",
    "date",
    ["start of week(date: date) -> date", "start of week(date: date and time) -> date"],
    (
        "The first day of the week that a date lies in; weeks begin on Monday.",
        "日期所在周的第一天（周一为一周的第一天）。",
    ),
    [
        ('start of week(@"2026-05-01")', '@"2026-04-27"'),
        ('start of week(@"2026-04-27")', '@"2026-04-27"'),
        ('start of week(@"2026-05-01T23:30:00")', '@"2026-04-27"'),
        ("start of week(null)", "null"),
    ],
    first_day,
    sql="CAST(date_trunc('week', CAST({0} AS date)) AS date)",
)
