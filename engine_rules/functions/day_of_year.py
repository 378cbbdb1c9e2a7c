"""`day of year`."""

from decimal import Decimal

from engine_rules.calculation.weeks import first_of_year
from engine_rules.function import Sql, function
from engine_rules.temporal import AnyDate, AnyDateTime, day_of


def number_of_day(day: AnyDate) -> Decimal:
    """Return the number of the day in its year, from 1."""
    return Decimal(day.toordinal() - first_of_year(day).toordinal() + 1)


def number_of_day_of_moment(moment: AnyDateTime) -> Decimal:
    """Return the same of the local day of a date and time."""
    return number_of_day(day_of(moment))


FUNCTION = function(
    "day of year",
    "date",
    [
        "day of year(date: date) -> number",
        "day of year(date: date and time) -> number",
    ],
    (
        "The number of the day in its year, from 1.",
        "一年中的第几天，从 1 开始。",
    ),
    [
        ('day of year(date("2019-09-17"))', "260"),
        ('day of year(date("2020-12-31"))', "366"),
        ('day of year(@"2026-01-01T23:00:00")', "1"),
        ("day of year(null)", "null"),
    ],
    [number_of_day, number_of_day_of_moment],
    sql=Sql(built=True),
)
