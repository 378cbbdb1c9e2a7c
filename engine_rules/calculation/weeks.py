"""Weekdays, weeks and the names of days and months; the same in every year of the Gregorian calendar."""

from datetime import date
from typing import Final

from engine_rules.temporal import CYCLE_YEARS, AnyDate, make_date

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def weekday(day: AnyDate) -> int:
    """Return the number of the weekday, Monday being 1 and Sunday 7."""
    return (day.toordinal() - 1) % 7 + 1


def first_of_year(day: AnyDate) -> AnyDate:
    """Return the first of January of the same year."""
    return make_date(day.year, 1, 1) or day


def week_number(day: AnyDate) -> int:
    """Return the number of the week by ISO 8601; a cycle of 400 years has a whole number of weeks."""
    return date(day.year % CYCLE_YEARS + CYCLE_YEARS, day.month, day.day).isocalendar().week
