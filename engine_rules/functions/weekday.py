"""`WEEKDAY`."""

from decimal import Decimal

from engine_rules.calculation.periods import date_part, weekday
from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function
from engine_rules.numbers import ONE
from engine_rules.temporal import AnyDate, AnyDateTime


def first_weekday(mode: Decimal) -> int:
    """Return the weekday on which weeks of a spreadsheet's mode begin, 1 for Monday. Raises `NoResult` for others."""
    if mode == 1:
        return 7
    if mode == 2:
        return 1
    if mode in range(11, 18):
        return int(mode) - 10
    raise NoResult("the mode is none of 1, 2, 11 to 17", "类型不是 1、2、11 到 17 之一")


def place_in_week(date: AnyDate | AnyDateTime, mode: Decimal = ONE) -> Decimal:
    """Return the weekday counted as the mode says: 1 from Sunday, 2 from Monday, 3 from Monday as 0, 11 to 17."""
    day = weekday(date_part(date))
    if mode == 3:
        return Decimal(day - 1)
    return Decimal((day - first_weekday(mode)) % 7 + 1)


FUNCTION = function(
    "WEEKDAY",
    "date",
    [
        "WEEKDAY(date: date, [mode: number]) -> number",
        "WEEKDAY(date: date and time, [mode: number]) -> number",
    ],
    (
        "The weekday as a number: from Sunday as 1; in mode 2 from Monday as 1, in mode 3 from Monday as 0.",
        "星期几对应的数字：默认周日为 1；类型 2 时周一为 1，类型 3 时周一为 0。",
    ),
    [
        ('WEEKDAY(@"2026-11-22")', "1"),
        ('WEEKDAY(@"2026-11-21", 2)', "6"),
        ('WEEKDAY(@"2026-11-23T08:00:00", 3)', "0"),
        ('WEEKDAY(@"2026-11-21", 16)', "1"),
        ('WEEKDAY(@"2026-11-21", 4)', "null"),
        ("WEEKDAY(null)", "null"),
    ],
    place_in_week,
    sql=Sql(
        by_count={
            1: Sql("(extract(isodow from CAST({0} AS date)) % 7 + 1)"),
            2: Sql(
                "CASE WHEN {1} = 1 THEN extract(isodow from CAST({0} AS date)) % 7 + 1 "
                "WHEN {1} = 2 THEN extract(isodow from CAST({0} AS date)) "
                "WHEN {1} = 3 THEN extract(isodow from CAST({0} AS date)) - 1 "
                "WHEN {1} IN (11, 12, 13, 14, 15, 16, 17) "
                "THEN (extract(isodow from CAST({0} AS date)) + 17 - {1}) % 7 + 1 END"
            ),
        }
    ),
    note=("FEEL's own `date.weekday` is 1 on Monday.", "FEEL 的 `date.weekday` 以周一为 1。"),
)
