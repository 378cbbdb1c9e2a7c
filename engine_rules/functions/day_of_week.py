"""`day of week`."""

from engine_rules.calculation.weeks import DAYS, weekday
from engine_rules.function import Sql, function
from engine_rules.temporal import AnyDate, AnyDateTime, day_of


def name_of_day(day: AnyDate) -> str:
    """Return the English name of the weekday."""
    return DAYS[weekday(day) - 1]


def name_of_day_of_moment(moment: AnyDateTime) -> str:
    """Return the same of the local day of a date and time."""
    return name_of_day(day_of(moment))


FUNCTION = function(
    "day of week",
    "date",
    [
        "day of week(date: date) -> string",
        "day of week(date: date and time) -> string",
    ],
    (
        "The English name of the weekday.",
        "星期的英文名称。",
    ),
    [
        ('day of week(date("2019-09-17"))', '"Tuesday"'),
        ('day of week(date("0001-01-01"))', '"Monday"'),
        ('day of week(@"2026-11-21T10:00:00")', '"Saturday"'),
        ("day of week(null)", "null"),
    ],
    [name_of_day, name_of_day_of_moment],
    sql=Sql(built=True),
)
