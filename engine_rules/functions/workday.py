"""`WORKDAY`."""

from collections.abc import Sequence
from decimal import Decimal

from engine_rules.calculation.workdays import WorkCalendar
from engine_rules.function import function
from engine_rules.temporal import AnyDate


def working_day(
    start: AnyDate,
    days: Decimal,
    holidays: Sequence[AnyDate | None] | None = None,
    workdays: Sequence[AnyDate | None] | None = None,
) -> AnyDate:
    """Return the day so many working days after `start`, or before it. Raises `NoResult` beyond the calendar."""
    return WorkCalendar(holidays, workdays).after(start, int(days))


FUNCTION = function(
    "WORKDAY",
    "date",
    "WORKDAY(from: date, days: number, [holidays: list<date>?], [workdays: list<date>?]) -> date",
    (
        "The date a number of working days later, or earlier for a negative one; the first date is not counted.",
        "若干个工作日之后（负数为之前）的日期，不含起始日期。",
    ),
    [
        ('WORKDAY(@"2026-11-20", 1)', '@"2026-11-23"'),
        ('WORKDAY(@"2026-11-23", -1)', '@"2026-11-20"'),
        ('WORKDAY(@"2026-09-30", 1, [@"2026-10-01", @"2026-10-02"])', '@"2026-10-05"'),
        ('WORKDAY(@"2026-11-20", 1, null, [@"2026-11-21"])', '@"2026-11-21"'),
        ('WORKDAY(@"2026-11-21", 0)', '@"2026-11-21"'),
        ('WORKDAY(@"2026-11-20", null)', "null"),
    ],
    working_day,
    without_sql="It looks for a day in a calendar of holidays.",
    note=(
        "A fourth argument lists the make-up days: weekend days that are worked.",
        "第四个参数为调休上班的周末日期列表。",
    ),
)
