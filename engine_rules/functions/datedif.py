"""`DATEDIF`."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from engine_rules.calculation.periods import date_part, existing, whole_months
from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function
from engine_rules.functions.months_between import MONTHS_SQL
from engine_rules.temporal import AnyDate, AnyDateTime, add_months

_FROM: Final = "CAST({0} AS date)"
_TO: Final = "CAST({1} AS date)"
_UNITS: Final[Mapping[str, Callable[[AnyDate, AnyDate], int]]] = {
    "Y": lambda start, end: whole_months(start, end) // 12,
    "M": whole_months,
    "D": lambda start, end: end.toordinal() - start.toordinal(),
    "YM": lambda start, end: whole_months(start, end) % 12,
    "MD": lambda start, end: _days_after(start, end, whole_months(start, end)),
    "YD": lambda start, end: _days_after(start, end, whole_months(start, end) // 12 * 12),
}


def _days_after(start: AnyDate, end: AnyDate, months: int) -> int:
    """Return the days that are left when `months` have passed since `start`, cut to the end of a shorter month."""
    return end.toordinal() - existing(add_months(start, months)).toordinal()


def difference(start: AnyDate | AnyDateTime, end: AnyDate | AnyDateTime, unit: str) -> Decimal:
    """Return the whole units between two days. Raises `NoResult` for an unknown unit or an end before the start."""
    count = _UNITS.get(unit.upper())
    if count is None:
        raise NoResult("the unit is none of Y, M, D, YM, MD, YD", "单位不是 Y、M、D、YM、MD、YD 之一")
    first, last = date_part(start), date_part(end)
    if last < first:
        raise NoResult("the end is before the start", "结束日期早于开始日期")
    return Decimal(count(first, last))


FUNCTION = function(
    "DATEDIF",
    "date",
    [
        "DATEDIF(from: date, to: date, unit: string) -> number",
        "DATEDIF(from: date, to: date and time, unit: string) -> number",
        "DATEDIF(from: date and time, to: date, unit: string) -> number",
        "DATEDIF(from: date and time, to: date and time, unit: string) -> number",
    ],
    (
        'Whole years ("Y"), months ("M") or days ("D") between two dates; "YM", "MD", "YD" leave out larger units.',
        '两个日期之间的整年（"Y"）、整月（"M"）或天数（"D"）；"YM"、"MD"、"YD" 忽略更大的单位。',
    ),
    [
        ('DATEDIF(@"2024-01-15", @"2026-05-20", "Y")', "2"),
        ('DATEDIF(@"2024-01-15", @"2026-05-20", "M")', "28"),
        ('DATEDIF(@"2024-01-15", @"2024-02-15", "D")', "31"),
        ('DATEDIF(@"2024-01-15", @"2026-05-20", "ym")', "4"),
        ('DATEDIF(@"2024-01-15", @"2026-05-20", "MD")', "5"),
        ('DATEDIF(@"2024-01-15", @"2026-05-20", "YD")', "125"),
        ('DATEDIF(@"2026-05-20", @"2026-05-20", "D")', "0"),
        ('DATEDIF(@"2026-05-20", @"2024-01-15", "D")', "null"),
        ('DATEDIF(@"2024-01-15", @"2026-05-20", "周")', "null"),
        ('DATEDIF(null, @"2026-05-20", "D")', "null"),
    ],
    difference,
    sql=Sql(
        f"CASE WHEN {_TO} < {_FROM} THEN NULL ELSE CASE upper({{2}}) WHEN 'Y' THEN floor({MONTHS_SQL} / 12) "
        f"WHEN 'M' THEN {MONTHS_SQL} WHEN 'D' THEN {_TO} - {_FROM} WHEN 'YM' THEN {MONTHS_SQL} % 12 "
        f"WHEN 'MD' THEN {_TO} - CAST({_FROM} + INTERVAL '1 month' * CAST({MONTHS_SQL} AS integer) AS date) "
        f"WHEN 'YD' THEN {_TO} - CAST({_FROM} + INTERVAL '1 year' * CAST(floor({MONTHS_SQL} / 12) AS integer) AS date) "
        "END END"
    ),
    note=(
        'Days of "MD" are counted from the last whole month on, cut to the end of a shorter month; never negative.',
        '"MD" 从最后一个整月起计算天数（遇较短月份取月末），不会为负数。',
    ),
)
