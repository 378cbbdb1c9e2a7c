"""`time`."""

from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function
from engine_rules.temporal import (
    HOUR,
    MINUTE,
    SECOND,
    AnyDateTime,
    DaysTime,
    Time,
    ns_of,
    read_time,
    zone_of,
    zone_of_offset,
)


def of_text(text: str) -> Time:
    """Return the time of an ISO 8601 text. Raises `NoResult` when it is none."""
    time = read_time(text)
    if time is None:
        raise NoResult(f'"{text[:40]}" is no time', f'"{text[:40]}" 不是时间')
    return time


def of_time(time: Time) -> Time:
    """Return the time itself."""
    return time


def of_moment(moment: AnyDateTime) -> Time:
    """Return the time of day of a date and time, with its zone."""
    return Time(ns_of(moment), zone_of(moment))


def of_parts(hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTime | None = None) -> Time:
    """Return the time of its parts; seconds may have nine digits after the point.

    Raises `NoResult` when a clock does not show them, or the offset is beyond 18 hours.
    """
    zone = None if offset is None else zone_of_offset(offset.ns)
    if offset is not None and zone is None:
        raise NoResult("the offset is beyond 18 hours", "时差超过 18 小时")
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        raise NoResult("a clock does not show this time", "不存在这样的时间")
    return Time(int(hour) * HOUR + int(minute) * MINUTE + int(second * SECOND), zone)


FUNCTION = function(
    "time",
    "conversion",
    [
        "time(from: string) -> time",
        "time(from: time) -> time",
        "time(from: date and time) -> time",
        "time(hour: number, minute: number, second: number, [offset: days and time duration?]) -> time",
    ],
    (
        "A time of day out of a text such as 13:30:00, a date and time, or hour, minute, second and offset.",
        "由文本（如 13:30:00）、日期时间，或时、分、秒和时差得到时间。",
    ),
    [
        ('time("13:30:00")', '@"13:30:00"'),
        ("time(23, 59, 1.5)", '@"23:59:01.5"'),
        ('time(12, 0, 0, duration("PT8H"))', '@"12:00:00+08:00"'),
        ('time(date and time("2026-05-01T13:30:00Z"))', '@"13:30:00Z"'),
        ("time(24, 0, 0)", "null"),
        ('time("7:00")', "null"),
        ("time(null)", "null"),
    ],
    [of_text, of_time, of_moment, of_parts],
    sql=Sql(built=True),
)
