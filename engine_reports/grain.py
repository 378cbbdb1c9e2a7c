"""Grains: the periods that times are put into, and calendars of business years."""

from datetime import date, timedelta
from typing import Final, Literal

import pydantic

from lowcode.kernel.spec import Spec

Grain = Literal["day", "week", "month", "quarter", "year", "hour_of_day", "day_of_week", "month_of_year"]
"""A period, which is shown by its first day, or a number that comes again: hour 0–23, weekday 1 (Monday)–7, month."""

CYCLES: Final[dict[str, str]] = {"hour_of_day": "hour", "day_of_week": "isodow", "month_of_year": "month"}
"""The grains that are numbers, by the part of a time that they are."""
INTERVALS: Final[dict[str, str]] = {
    "day": "1 day", "week": "7 days", "month": "1 month", "quarter": "3 months", "year": "1 year",
}  # fmt: skip
"""How long the period of a grain is."""
MONTHS: Final[dict[str, int]] = {"month": 1, "quarter": 3, "year": 12}
"""How many months the period of a grain has."""


class Fiscal(Spec):
    """A business year that does not begin on 1 January, and weeks that do not begin on Monday."""

    first_month: int = pydantic.Field(default=1, ge=1, le=12)
    """The month in which the year begins; quarters count from it."""
    first_weekday: int = pydantic.Field(default=1, ge=1, le=7)
    """The weekday on which weeks begin: 1 is Monday, 7 Sunday."""


CIVIL: Final = Fiscal()
"""Years from January, weeks from Monday (ISO 8601)."""


def period_start(day: date, grain: Grain, fiscal: Fiscal = CIVIL) -> date:
    """Return the first day of the period that a day is in. Raises `KeyError` for a grain that comes again."""
    if grain == "day":
        return day
    if grain == "week":
        return day - timedelta(days=(day.isoweekday() - fiscal.first_weekday) % 7)
    size = MONTHS[grain]
    months = day.year * 12 + day.month - 1
    months -= (months - (fiscal.first_month - 1)) % size
    return date(months // 12, months % 12 + 1, 1)


def back(grain: str | None, periods: int) -> str:
    """Return the interval of some periods of a grain in SQL."""
    size, unit = INTERVALS[grain or "day"].split()
    return f"INTERVAL '{int(size) * periods}' {unit.removesuffix('s').upper()}"


def year_back(grain: str | None) -> str:
    """Return the interval to the same period of the year before in SQL; 52 weeks for weeks."""
    return "INTERVAL '364' DAY" if grain == "week" else "INTERVAL '1' YEAR"
