"""`month of year`."""

from engine_rules.calculation.weeks import MONTHS
from engine_rules.function import Sql, function
from engine_rules.temporal import AnyDate, AnyDateTime, day_of


def name_of_month(day: AnyDate) -> str:
    """Return the English name of the month."""
    return MONTHS[day.month - 1]


def name_of_month_of_moment(moment: AnyDateTime) -> str:
    """Return the same of the local day of a date and time."""
    return name_of_month(day_of(moment))


FUNCTION = function(
    "month of year",
    "date",
    [
        "month of year(date: date) -> string",
        "month of year(date: date and time) -> string",
    ],
    (
        "The English name of the month.",
        "月份的英文名称。",
    ),
    [
        ('month of year(date("2019-09-17"))', '"September"'),
        ('month of year(@"2026-12-31T23:59:59")', '"December"'),
        ('month of year(date("-2019-01-01"))', '"January"'),
        ("month of year(null)", "null"),
    ],
    [name_of_month, name_of_month_of_moment],
    sql=Sql(built=True),
)
