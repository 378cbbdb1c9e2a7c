"""`NETWORKDAYS`."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from engine_rules.calculation.workdays import WorkCalendar
from engine_rules.function import Sql, function
from engine_rules.temporal import AnyDate

# Working days since Monday, 1 January 1900, which keeps every division positive for the dates of businesses.
_UNTIL: Final = "(floor(({day} - DATE '1900-01-01' + 1) / 7.0) * 5 + least(({day} - DATE '1900-01-01' + 1) % 7, 5))"


def _until(day: str) -> str:
    """Return the SQL of the number of working days up to and with `day`."""
    return _UNTIL.format(day=day)


def working_days(
    start: AnyDate,
    end: AnyDate,
    holidays: Sequence[AnyDate | None] | None = None,
    workdays: Sequence[AnyDate | None] | None = None,
) -> Decimal:
    """Return the number of working days from `start` to `end`, both included; negative when `end` is earlier."""
    return Decimal(WorkCalendar(holidays, workdays).between(start, end))


FUNCTION = function(
    "NETWORKDAYS",
    "date",
    "NETWORKDAYS(from: date, to: date, [holidays: list<date>?], [workdays: list<date>?]) -> number",
    (
        "The working days from one date to another, both included: Monday to Friday, less holidays, plus make-up days.",
        "两个日期之间（含首尾）的工作日天数：周一至周五，扣除节假日，加上调休上班的周末。",
    ),
    [
        ('NETWORKDAYS(@"2026-11-16", @"2026-11-22")', "5"),
        ('NETWORKDAYS(@"2026-11-22", @"2026-11-16")', "-5"),
        ('NETWORKDAYS(@"2026-09-28", @"2026-10-09", [@"2026-10-01", @"2026-10-02", @"2026-10-03"])', "8"),
        ('NETWORKDAYS(@"2026-11-16", @"2026-11-22", [@"2026-11-18"], [@"2026-11-21"])', "5"),
        ('NETWORKDAYS(@"2026-11-21", @"2026-11-22")', "0"),
        ('NETWORKDAYS(@"2026-11-16", @"2026-11-16", null)', "1"),
        ('NETWORKDAYS(null, @"2026-11-22")', "null"),
    ],
    working_days,
    sql=Sql(
        by_count={
            2: Sql(
                f"CASE WHEN {{1}} >= {{0}} THEN {_until('{1}')} - {_until('({0} - 1)')} "
                f"ELSE {_until('({1} - 1)')} - {_until('{0}')} END"
            )
        }
    ),
    note=(
        "A fourth argument lists the make-up days: weekend days that are worked.",
        "第四个参数为调休上班的周末日期列表。",
    ),
)
