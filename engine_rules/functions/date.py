"""`date`."""

from decimal import Decimal

from engine_rules.evaluation import NoResult
from engine_rules.function import Sql, function
from engine_rules.temporal import AnyDate, day_of, make_date, read_date


def of_text(text: str) -> AnyDate:
    """Return the date of an ISO 8601 text. Raises `NoResult` when it is none."""
    day = read_date(text)
    if day is None:
        raise NoResult(f'"{text[:40]}" is no date', f'"{text[:40]}" 不是日期')
    return day


def of_date(day: AnyDate) -> AnyDate:
    """Return the date itself."""
    return day


def of_parts(year: Decimal, month: Decimal, day: Decimal) -> AnyDate:
    """Return the date of its parts, digits after the point ignored. Raises `NoResult` when the calendar has none."""
    found = make_date(int(year), int(month), int(day))
    if found is None:
        raise NoResult("the calendar has no such day", "日历中没有这一天")
    return found


FUNCTION = function(
    "date",
    "conversion",
    [
        "date(from: string) -> date",
        "date(from: date) -> date",
        "date(from: date and time) -> date",
        "date(year: number, month: number, day: number) -> date",
    ],
    (
        "A date out of a text such as 2026-05-01, out of a date and time, or out of year, month and day.",
        "由文本（如 2026-05-01）、日期时间，或年、月、日得到日期。",
    ),
    [
        ('date("2026-05-01")', '@"2026-05-01"'),
        ("date(2024, 2, 29)", '@"2024-02-29"'),
        ('date(date and time("2026-05-01T13:30:00"))', '@"2026-05-01"'),
        ("date(2026, 2, 29)", "null"),
        ('date("2026/5/1")', "null"),
        ("date(null)", "null"),
    ],
    [of_text, of_date, day_of, of_parts],
    sql=Sql(built=True),
)
