"""`months between`."""

from decimal import Decimal
from typing import Final

from engine_rules.calculation.periods import date_part, whole_months
from engine_rules.function import Sql, function
from engine_rules.temporal import AnyDate, AnyDateTime

_LATER: Final = (
    "((extract(year from CAST({1} AS date)) - extract(year from CAST({0} AS date))) * 12 "
    "+ extract(month from CAST({1} AS date)) - extract(month from CAST({0} AS date)) "
    "- CASE WHEN extract(day from CAST({1} AS date)) < extract(day from CAST({0} AS date)) THEN 1 ELSE 0 END)"
)
_EARLIER: Final = _LATER.replace("{1}", "{2}").replace("{0}", "{1}").replace("{2}", "{0}")
MONTHS_SQL: Final = f"(CASE WHEN CAST({{1}} AS date) >= CAST({{0}} AS date) THEN {_LATER} ELSE -{_EARLIER} END)"
"""The whole months between two dates or dates and times in SQL."""


def months(start: AnyDate | AnyDateTime, end: AnyDate | AnyDateTime) -> Decimal:
    """Return the whole months between two days."""
    return Decimal(whole_months(date_part(start), date_part(end)))


FUNCTION = function(
    "months between",
    "date",
    [
        "months between(from: date, to: date) -> number",
        "months between(from: date, to: date and time) -> number",
        "months between(from: date and time, to: date) -> number",
        "months between(from: date and time, to: date and time) -> number",
    ],
    (
        "The whole months from one date to another; negative when the second is earlier.",
        "两个日期之间的整月数；后者较早时为负数。",
    ),
    [
        ('months between(@"2026-01-15", @"2026-05-14")', "3"),
        ('months between(@"2026-01-15", @"2026-05-15")', "4"),
        ('months between(@"2026-05-15", @"2026-01-15")', "-4"),
        ('months between(@"2026-01-31", @"2026-02-28")', "0"),
        ('months between(@"2026-01-01T23:00:00", @"2027-01-01")', "12"),
        ('months between(@"2026-01-31", null)', "null"),
    ],
    months,
    sql=Sql(MONTHS_SQL),
)
