"""`abs`."""

from decimal import Decimal

from engine_rules.function import Sql, function
from engine_rules.numbers import CONTEXT
from engine_rules.temporal import DaysTime, YearsMonths


def without_sign(n: Decimal) -> Decimal:
    """Return the number without its sign."""
    return CONTEXT.abs(n)


def days_without_sign(n: DaysTime) -> DaysTime:
    """Return the days and time duration without its sign."""
    return DaysTime(abs(n.ns))


def months_without_sign(n: YearsMonths) -> YearsMonths:
    """Return the years and months duration without its sign."""
    return YearsMonths(abs(n.months))


FUNCTION = function(
    "abs",
    "number",
    [
        "abs(n: number) -> number",
        "abs(n: days and time duration) -> days and time duration",
        "abs(n: years and months duration) -> years and months duration",
    ],
    ("The number or duration without its sign.", "去掉正负号的数字或时长。"),
    [
        ("abs(-10)", "10"),
        ("abs(0)", "0"),
        ('abs(duration("-P1D"))', 'duration("P1D")'),
        ('abs(@"-P1Y2M")', '@"P1Y2M"'),
        ("abs(null)", "null"),
    ],
    [without_sign, days_without_sign, months_without_sign],
    sql=Sql(built=True),
)
