"""`years and months duration`."""

from engine_rules.function import Sql, function
from engine_rules.temporal import AnyDate, AnyDateTime, YearsMonths, day_of


def between_days(start: AnyDate, end: AnyDate) -> YearsMonths:
    """Return the whole months from `start` to `end`; the days decide whether the last month is full."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearsMonths(months)


def between_moments(start: AnyDateTime, end: AnyDateTime) -> YearsMonths:
    """Return the whole months between the local days; time of day and zone do not count."""
    return between_days(day_of(start), day_of(end))


FUNCTION = function(
    "years and months duration",
    "conversion",
    [
        "years and months duration(from: date, to: date) -> years and months duration",
        "years and months duration(from: date and time, to: date and time) -> years and months duration",
    ],
    (
        "The whole months between two dates, as years and months; negative backwards.",
        "两个日期之间的整月数，以年和月表示；向前为负。",
    ),
    [
        ('years and months duration(date("2011-12-22"), date("2013-08-24"))', '@"P1Y8M"'),
        ('years and months duration(date("2013-08-24"), date("2011-12-22"))', '@"-P1Y8M"'),
        ('years and months duration(date("2026-01-31"), date("2026-02-28"))', '@"P0M"'),
        ('years and months duration(null, date("2013-08-24"))', "null"),
    ],
    [between_days, between_moments],
    sql=Sql(built=True),
)
