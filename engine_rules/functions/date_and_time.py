"""`date and time`."""

from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function
from engine_rules.temporal import AnyDate, AnyDateTime, Time, day_of, make_date_time, read_date_time


def of_text(text: str) -> AnyDateTime:
    """Return the date and time of an ISO 8601 text, a date alone being its midnight. Raises `NoResult` for others."""
    moment = read_date_time(text)
    if moment is None:
        raise NoResult(f'"{text[:40]}" is no date and time', f'"{text[:40]}" 不是日期时间')
    return moment


def of_date(date: AnyDate, time: Time) -> AnyDateTime:
    """Return the time on a day, in the zone of the time."""
    return make_date_time(date, time.ns, time.zone)


def of_moment(date: AnyDateTime, time: Time) -> AnyDateTime:
    """Return the time on the day of a date and time, in the zone of the time."""
    return make_date_time(day_of(date), time.ns, time.zone)


FUNCTION = function(
    "date and time",
    "conversion",
    [
        "date and time(from: string) -> date and time",
        "date and time(date: date, time: time) -> date and time",
        "date and time(date: date and time, time: time) -> date and time",
    ],
    (
        "A date and time out of a text such as 2026-05-01T13:30:00, or out of a date and a time.",
        "由文本（如 2026-05-01T13:30:00），或日期和时间得到日期时间。",
    ),
    [
        ('date and time("2026-05-01T13:30:00")', '@"2026-05-01T13:30:00"'),
        ('date and time("2026-05-01")', '@"2026-05-01T00:00:00"'),
        ('date and time(date("2026-05-01"), time("13:30:00+08:00"))', '@"2026-05-01T13:30:00+08:00"'),
        ('date and time("2026-05-01T25:00:00")', "null"),
        ("date and time(null)", "null"),
    ],
    [of_text, of_date, of_moment],
    sql=Sql(built=True),
)
