"""`years between`."""

from decimal import Decimal

from engine_rules.calculation.periods import date_part, whole_months
from engine_rules.function import Sql, function
from engine_rules.functions.months_between import MONTHS_SQL
from engine_rules.temporal import AnyDate, AnyDateTime


def years(start: AnyDate | AnyDateTime, end: AnyDate | AnyDateTime) -> Decimal:
    """Return the whole years between two days."""
    months = whole_months(date_part(start), date_part(end))
    return Decimal(abs(months) // 12 * (-1 if months < 0 else 1))


FUNCTION = function(
    "years between",
    "date",
    [
        "years between(from: date, to: date) -> number",
        "years between(from: date, to: date and time) -> number",
        "years between(from: date and time, to: date) -> number",
        "years between(from: date and time, to: date and time) -> number",
    ],
    (
        "The whole years from one date to another, such as an age; negative when the second is earlier.",
        "两个日期之间的整年数，例如年龄；后者较早时为负数。",
    ),
    [
        ('years between(@"1990-06-15", @"2026-06-14")', "35"),
        ('years between(@"1990-06-15", @"2026-06-15")', "36"),
        ('years between(@"2026-06-15", @"1990-06-15")', "-36"),
        ('years between(@"2024-02-29", @"2025-02-28")', "0"),
        ('years between(null, @"2025-02-28")', "null"),
    ],
    years,
    sql=Sql(f"trunc({MONTHS_SQL} / 12)"),
)
