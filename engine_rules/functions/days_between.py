"""`days between`."""

from decimal import Decimal

from engine_rules.calculation.periods import date_part
from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function
from engine_rules.temporal import DAY, AnyDate, AnyDateTime, has_zone, instant_of


def days(start: AnyDate | AnyDateTime, end: AnyDate | AnyDateTime) -> Decimal:
    """Return the days from one date to another, a date and time taken for its day."""
    return Decimal(date_part(end).toordinal() - date_part(start).toordinal())


def whole_days(start: AnyDateTime, end: AnyDateTime) -> Decimal:
    """Return how many times 24 hours lie between two instants. Raises `NoResult` when only one has a time zone."""
    if has_zone(start) != has_zone(end):
        raise NoResult("only one of both has a time zone", "两者中只有一个带时区")
    ns = instant_of(end) - instant_of(start)
    return Decimal(abs(ns) // DAY * (-1 if ns < 0 else 1))


FUNCTION = function(
    "days between",
    "date",
    [
        "days between(from: date, to: date) -> number",
        "days between(from: date, to: date and time) -> number",
        "days between(from: date and time, to: date) -> number",
        "days between(from: date and time, to: date and time) -> number",
    ],
    (
        "The days from one date to another, negative when the second is earlier; of two times whole 24 hours count.",
        "两个日期之间的天数，后者较早时为负数；两个日期时间之间按满 24 小时计算。",
    ),
    [
        ('days between(@"2026-05-01", @"2026-05-08")', "7"),
        ('days between(@"2024-03-01", @"2024-02-28")', "-2"),
        ('days between(@"2026-05-01T09:00:00", @"2026-05-03T08:59:59")', "1"),
        ('days between(@"2026-05-01", @"2026-05-03T08:00:00")', "2"),
        ('days between(@"2026-05-01", @"2026-05-01")', "0"),
        ('days between(null, @"2026-05-01")', "null"),
    ],
    [days, days, days, whole_days],
    sql=Sql(built=True),
)
