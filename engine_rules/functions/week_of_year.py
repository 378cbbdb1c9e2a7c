"""`week of year`."""

from decimal import Decimal

from engine_rules.calculation.weeks import week_number
from engine_rules.function import Sql, function
from engine_rules.temporal import AnyDate, AnyDateTime, day_of


def number_of_week(day: AnyDate) -> Decimal:
    """Return the number of the week by ISO 8601."""
    return Decimal(week_number(day))


def number_of_week_of_moment(moment: AnyDateTime) -> Decimal:
    """Return the same of the local day of a date and time."""
    return number_of_week(day_of(moment))


FUNCTION = function(
    "week of year",
    "date",
    [
        "week of year(date: date) -> number",
        "week of year(date: date and time) -> number",
    ],
    (
        "The number of the week in its year by ISO 8601: weeks begin on Monday, week 1 has the first Thursday.",
        "ISO 8601 周数：每周从星期一开始，第 1 周包含当年的第一个星期四。",
    ),
    [
        ('week of year(date("2019-09-17"))', "38"),
        ('week of year(date("2003-12-29"))', "1"),
        ('week of year(date("2005-01-02"))', "53"),
        ('week of year(@"1970-01-01T10:10:10")', "1"),
        ("week of year(null)", "null"),
    ],
    [number_of_week, number_of_week_of_moment],
    sql=Sql(built=True),
    spellings=["ISOWEEKNUM"],
)
