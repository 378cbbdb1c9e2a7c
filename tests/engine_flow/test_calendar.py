"""Shows that working time adds up: on known days of China, and by laws for any calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from engine_flow.calendar import Calendar, shipped
from engine_flow.substitution import Substitution, substitute_of
from tests.engine_flow.drive import START, words

CHINA = shipped("china")
BERLIN = Calendar.model_validate(
    {
        "name": "berlin",
        "label": words("Berlin"),
        "zone": "Europe/Berlin",
        "week": {
            day: [{"begins": "08:00", "ends": "12:00"}, {"begins": "13:00", "ends": "17:00"}]
            for day in ("monday", "tuesday", "wednesday", "thursday")
        }
        | {"friday": [{"begins": "00:00", "ends": "24:00"}]},
        "days": [{"day": "2026-12-25"}, {"day": "2026-12-26", "works": True}],
    }
)


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-02-09", True), ("2024-02-12", False), ("2024-02-18", True), ("2024-05-11", True), ("2024-10-12", True),
        ("2025-01-26", True), ("2025-01-28", False), ("2025-10-08", False), ("2025-10-09", True), ("2025-10-11", True),
        ("2026-01-02", False), ("2026-01-04", True), ("2026-02-14", True), ("2026-02-23", False), ("2026-02-28", True),
        ("2026-05-09", True), ("2026-06-19", False), ("2026-09-20", True), ("2026-10-07", False), ("2026-10-10", True),
        ("2027-10-01", True), ("2027-10-02", False),
    ],
)  # fmt: skip
def test_holidays_of_china(day: str, works: bool) -> None:
    assert CHINA.works(date.fromisoformat(day)) == works


def test_years_that_are_not_published_have_weekends_only() -> None:
    assert [CHINA.known(year) for year in (2023, 2024, 2025, 2026, 2027)] == [False, True, True, True, False]
    year = [date(2027, 1, 1) + timedelta(days=each) for each in range(365)]
    assert all(CHINA.works(day) == (day.weekday() < 5) for day in year)


def test_each_published_year_has_as_many_holidays_as_were_decided() -> None:
    free = {year: sum(not each.works for each in CHINA.days if each.day.year == year) for year in CHINA.published}
    worked = {year: sum(each.works for each in CHINA.days if each.day.year == year) for year in CHINA.published}
    assert free == {2024: 28, 2025: 28, 2026: 33}
    assert worked == {2024: 8, 2025: 5, 2026: 6}


@pytest.mark.parametrize(
    ("at", "duration", "expected"),
    [
        ("2026-02-13T17:00", timedelta(hours=2), "2026-02-14T10:00"),
        ("2026-02-14T17:00", timedelta(hours=2), "2026-02-24T10:00"),
        ("2026-02-13T10:00", timedelta(days=2), "2026-02-24T10:00"),
        ("2026-11-21T10:00", timedelta(hours=1), "2026-11-23T10:00"),
        ("2026-11-23T11:00", timedelta(hours=3), "2026-11-23T15:00"),
        ("2026-11-23T11:00", timedelta(days=1, hours=3), "2026-11-24T15:00"),
        ("2026-11-23T11:00", timedelta(0), "2026-11-23T11:00"),
    ],
)
def test_working_time_passes_over_holidays_and_breaks(at: str, duration: timedelta, expected: str) -> None:
    assert CHINA.add(shanghai(at), duration) == shanghai(expected)


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
DURATIONS = st.timedeltas(timedelta(0), timedelta(days=20))
CALENDARS = st.sampled_from([CHINA, BERLIN])


@given(CALENDARS, MOMENTS, DURATIONS, DURATIONS)
def test_working_time_adds_up(calendar: Calendar, at: datetime, one: timedelta, two: timedelta) -> None:
    assert calendar.add_time(calendar.add_time(at, one), two) == calendar.add_time(at, one + two)


@given(CALENDARS, MOMENTS, DURATIONS)
def test_between_is_the_inverse_of_adding(calendar: Calendar, at: datetime, work: timedelta) -> None:
    later = calendar.add_time(at, work)
    assert later >= at
    assert calendar.between(at, later) == work
    assert calendar.between(later, at) == timedelta(0)


@given(CALENDARS, MOMENTS, DURATIONS, DURATIONS)
def test_more_work_never_ends_earlier(calendar: Calendar, at: datetime, one: timedelta, two: timedelta) -> None:
    assert (one <= two) == (calendar.add_time(at, one) <= calendar.add_time(at, two)) or one == two


@given(CALENDARS, MOMENTS, st.integers(1, 40))
def test_days_are_counted_as_they_come(calendar: Calendar, at: datetime, days: int) -> None:
    later = calendar.local_day(calendar.add_days(at, days))
    first = calendar.local_day(at)
    between = [first + timedelta(days=each) for each in range(1, (later - first).days + 1)]
    assert sum(calendar.works(day) for day in between) == days
    assert calendar.works(later)


def test_a_day_begins_and_ends_when_the_clocks_change() -> None:
    summer = datetime(2026, 3, 27, 23, tzinfo=UTC)
    assert next(BERLIN.stretches(date(2026, 3, 27)))[1] == summer
    assert BERLIN.add_time(summer, timedelta(hours=1)) == datetime(2026, 3, 30, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "week",
    [
        {},
        {"monday": []},
        {"monday": [{"begins": "12:00", "ends": "08:00"}]},
        {"monday": [{"begins": "08:00", "ends": "12:00"}, {"begins": "11:00", "ends": "13:00"}]},
    ],
)
def test_hours_without_sense_are_refused(week: object) -> None:
    with pytest.raises(ValidationError):
        Calendar.model_validate({"name": "x", "label": words("x"), "week": week})
    with pytest.raises(ValueError, match="forwards"):
        CHINA.add_time(START, timedelta(hours=-1))


def test_substitutes_stand_in_for_each_other_but_never_for_themselves() -> None:
    chain = [Substitution(person=one, substitute=two) for one, two in (("a", "b"), ("b", "c"))]
    assert substitute_of(chain, "a", "f", START) == "c"
    assert substitute_of(chain, "c", "f", START) is None
    circle = [*chain, Substitution(person="c", substitute="a")]
    assert substitute_of(circle, "a", "f", START) is None
