"""Compares the calendar of working days with counting day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_rules.calculation.workdays import WorkCalendar
from engine_rules.evaluation import NoResult

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 60).map(lambda days: FIRST + timedelta(days))
SOME = st.lists(DAYS, max_size=8)


def works(day: date, holidays: list[date], workdays: list[date]) -> bool:
    return day in workdays or (day.weekday() < 5 and day not in holidays)


@given(DAYS, DAYS, SOME, SOME)
def test_the_days_between_are_those_that_are_counted(
    start: date, end: date, holidays: list[date], workdays: list[date]
) -> None:
    first, last = min(start, end), max(start, end)
    days = (first + timedelta(count) for count in range((last - first).days + 1))
    counted = sum(works(day, holidays, workdays) for day in days)
    assert WorkCalendar(holidays, workdays).between(start, end) == (counted if start <= end else -counted)


@given(DAYS, st.integers(-40, 40), SOME, SOME)
def test_the_day_after_is_the_one_that_is_walked_to(
    start: date, days: int, holidays: list[date], workdays: list[date]
) -> None:
    day, step = start, timedelta(1 if days > 0 else -1)
    for _ in range(abs(days)):
        day += step
        while not works(day, holidays, workdays):
            day += step
    assert WorkCalendar(holidays, workdays).after(start, days) == day


def test_a_day_beyond_the_calendar_has_no_result() -> None:
    with pytest.raises(NoResult):
        WorkCalendar().after(FIRST, 10**12)


def test_nulls_in_the_lists_are_left_out() -> None:
    assert WorkCalendar([None, date(2026, 1, 1)], [None]).between(date(2026, 1, 1), date(2026, 1, 2)) == 1
