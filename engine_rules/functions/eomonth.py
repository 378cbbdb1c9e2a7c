"""`EOMONTH`."""

from decimal import Decimal

from engine_rules.calculation.periods import date_part, end_of, existing
from engine_rules.function import Sql, function
from engine_rules.numbers import ZERO
from engine_rules.temporal import AnyDate, AnyDateTime, add_months


def month_end(date: AnyDate | AnyDateTime, months: Decimal = ZERO) -> AnyDate:
    """Return the last day of the month so many months later. Raises `NoResult` beyond the calendar."""
    return end_of("month", existing(add_months(date_part(date), int(months))))


FUNCTION = function(
    "EOMONTH",
    "date",
    [
        "EOMONTH(date: date, [months: number]) -> date",
        "EOMONTH(date: date and time, [months: number]) -> date",
    ],
    (
        "The last day of the month, a number of months later or, for a negative one, earlier.",
        "若干个月之后（负数为之前）的月末日期；省略月数时为当月月末。",
    ),
    [
        ('EOMONTH(@"2026-01-31", 1)', '@"2026-02-28"'),
        ('EOMONTH(@"2024-03-15", -1)', '@"2024-02-29"'),
        ('EOMONTH(@"2026-05-01T08:00:00")', '@"2026-05-31"'),
        ('EOMONTH(@"2026-05-31", 0)', '@"2026-05-31"'),
        ('EOMONTH(@"2026-05-01", null)', "null"),
    ],
    month_end,
    sql=Sql(
        by_count={
            1: Sql("CAST(date_trunc('month', CAST({0} AS date)) + INTERVAL '1 month' - INTERVAL '1 day' AS date)"),
            2: Sql(
                # No database has dates two thousand years away from those of a business.
                "CASE WHEN abs({1}) <= 24000 THEN CAST(date_trunc('month', CAST({0} AS date)) "
                "+ INTERVAL '1 month' * (CAST(trunc({1}) AS integer) + 1) - INTERVAL '1 day' AS date) END"
            ),
        }
    ),
    note=("The number of months may be left out.", "月数可以省略。"),
)
