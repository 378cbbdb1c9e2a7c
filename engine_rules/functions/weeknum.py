"""`WEEKNUM`."""

from decimal import Decimal
from typing import Final

from engine_rules.calculation.periods import date_part, existing, start_of, weekday
from engine_rules.function import Sql, function
from engine_rules.functions.weekday import first_weekday
from engine_rules.numbers import ONE
from engine_rules.temporal import AnyDate, AnyDateTime, date_of_days

_WEEKS: Final = (
    "(floor((extract(doy from CAST({0} AS date)) - 1 "
    "+ (extract(isodow from CAST(date_trunc('year', CAST({0} AS date)) AS date)) + 7 - FIRST) % 7) / 7) + 1)"
)


def week_of_year(date: AnyDate | AnyDateTime, mode: Decimal = ONE) -> Decimal:
    """Return the week of the year; week 1 is that of 1 January, in mode 21 that of the first Thursday (ISO 8601).

    Weeks begin on Sunday (mode 1), on Monday (2) or on the day that 11 (Monday) to 17 (Sunday) stand for.
    """
    day = date_part(date)
    if mode == 21:
        thursday = existing(date_of_days(day.toordinal() + 4 - weekday(day)))
        return Decimal((thursday.toordinal() - start_of("year", thursday).toordinal()) // 7 + 1)
    first = start_of("year", day)
    offset = (weekday(first) - first_weekday(mode)) % 7
    return Decimal((day.toordinal() - first.toordinal() + offset) // 7 + 1)


FUNCTION = function(
    "WEEKNUM",
    "date",
    [
        "WEEKNUM(date: date, [mode: number]) -> number",
        "WEEKNUM(date: date and time, [mode: number]) -> number",
    ],
    (
        "The week of the year; weeks begin on Sunday, in mode 2 on Monday; mode 21 is the week of ISO 8601.",
        "一年中的第几周；默认周日为一周的开始，类型 2 时为周一；类型 21 为 ISO 8601 周。",
    ),
    [
        ('WEEKNUM(@"2026-01-01")', "1"),
        ('WEEKNUM(@"2026-01-04")', "2"),
        ('WEEKNUM(@"2026-01-04", 2)', "1"),
        ('WEEKNUM(@"2027-01-01", 21)', "53"),
        ('WEEKNUM(@"2026-12-31T12:00:00", 2)', "53"),
        ('WEEKNUM(@"2026-01-01", 5)', "null"),
        ("WEEKNUM(null)", "null"),
    ],
    week_of_year,
    sql=Sql(
        by_count={
            1: Sql(_WEEKS.replace("FIRST", "7")),
            2: Sql(
                "CASE WHEN {1} = 21 THEN extract(week from CAST({0} AS date)) "
                f"WHEN {{1}} = 1 THEN {_WEEKS.replace('FIRST', '7')} "
                f"WHEN {{1}} = 2 THEN {_WEEKS.replace('FIRST', '1')} "
                f"WHEN {{1}} IN (11, 12, 13, 14, 15, 16, 17) THEN {_WEEKS.replace('FIRST', '({1} - 10)')} END"
            ),
        }
    ),
)
