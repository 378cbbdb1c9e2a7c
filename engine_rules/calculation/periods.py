"""Weeks, months, quarters and years that a day lies in, and the whole ones between two days."""

from datetime import datetime
from typing import Literal

from engine_rules.evaluation import NoResult
from engine_rules.temporal import (
    AnyDate,
    AnyDateTime,
    WideDateTime,
    add_months,
    date_of_days,
    day_of,
    make_date,
)

Period = Literal["week", "month", "quarter", "year"]
"""A week begins on Monday (ISO 8601)."""
MONTHS: dict[Period, int] = {"month": 1, "quarter": 3, "year": 12}
"""How many months a period has."""


def date_part(value: AnyDate | AnyDateTime) -> AnyDate:
    """Return the day of a date, or of a date and time as its own zone sees it."""
    return day_of(value) if isinstance(value, datetime | WideDateTime) else value


def existing(day: AnyDate | None) -> AnyDate:
    """Return a date. Raises `NoResult` when it is None, that is, beyond the years of the calendar."""
    if day is None:
        raise NoResult("the date is beyond the calendar", "日期超出历法范围")
    return day


def weekday(day: AnyDate) -> int:
    """Return 1 for Monday to 7 for Sunday."""
    return (day.toordinal() - 1) % 7 + 1


def start_of(period: Period, day: AnyDate) -> AnyDate:
    """Return the first day of the period that `day` lies in. Raises `NoResult` beyond the calendar."""
    if period == "week":
        return existing(date_of_days(day.toordinal() + 1 - weekday(day)))
    length = MONTHS[period]
    return existing(make_date(day.year, (day.month - 1) // length * length + 1, 1))


def end_of(period: Period, day: AnyDate) -> AnyDate:
    """Return the last day of the period that `day` lies in. Raises `NoResult` beyond the calendar."""
    first = start_of(period, day)
    if period == "week":
        return existing(date_of_days(first.toordinal() + 6))
    return existing(date_of_days(existing(add_months(first, MONTHS[period])).toordinal() - 1))


def whole_months(start: AnyDate, end: AnyDate) -> int:
    """Return how many whole months lie between two days, negative when `end` is the earlier one.

    A month is whole when its day of the month is reached: none lies between 31 January and 28 February.
    """
    if end < start:
        return -whole_months(end, start)
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
