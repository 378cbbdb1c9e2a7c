"""`Stretch`: stretches of time by words that mean other days every day, such as this month."""

from datetime import date, timedelta
from typing import Final, Literal, get_args

Stretch = Literal[
    "today",
    "yesterday",
    "this_week",
    "last_week",
    "this_month",
    "last_month",
    "this_quarter",
    "last_quarter",
    "this_year",
    "last_year",
    "last_7_days",
    "last_30_days",
    "last_90_days",
    "last_12_months",
    "next_30_days",
    "next_90_days",
]
"""A stretch by its word. Weeks begin on Monday; the last days and months end with today and the present month."""
STRETCHES: Final[tuple[Stretch, ...]] = get_args(Stretch)
"""All words."""
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}


def days_of(word: Stretch, today: date) -> tuple[date, date]:
    """Return the first day of a stretch and the day after its last."""
    place, _, unit = word.partition("_")
    if word in {"today", "yesterday"}:
        start = today - timedelta(days=word == "yesterday")
        return start, start + timedelta(days=1)
    if unit == "week":
        start = today - timedelta(days=today.weekday() + (7 if place == "last" else 0))
        return start, start + timedelta(days=7)
    if unit in _MONTHS:
        length = _MONTHS[unit]
        first = (today.month - 1) // length * length + 1
        start = _later(date(today.year, first, 1), -length if place == "last" else 0)
        return start, _later(start, length)
    count, _, unit = unit.partition("_")
    if unit == "months":
        end = _later(today.replace(day=1), 1)
        return _later(end, -int(count)), end
    if place == "next":
        return today, today + timedelta(days=int(count))
    return today - timedelta(days=int(count) - 1), today + timedelta(days=1)


def _later(first: date, months: int) -> date:
    """Return the first day of the month some months later."""
    total = first.year * 12 + first.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)
