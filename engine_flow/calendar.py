"""`Calendar`: working hours as data: the hours of a week, holidays, and days that are worked in exchange."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from importlib import resources
from itertools import pairwise
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import StringConstraints, model_validator

from engine_flow.derived import Derived
from engine_rules.temporal import zone_named
from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec

Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
"""A time of day, `09:00` to `24:00`."""
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
FARTHEST: Final = 366 * 20
"""How many days ahead working time is looked for."""


class Shift(Spec):
    """A stretch of working time within a day."""

    begins: Clock
    """When it begins."""
    ends: Clock
    """When it ends, later the same day."""

    @model_validator(mode="after")
    def _ordered(self) -> "Shift":
        if self.begins >= self.ends:
            msg = "a shift ends later than it begins: split one over midnight into two"
            raise ValueError(msg)
        return self

    @property
    def minutes(self) -> tuple[int, int]:
        """Begin and end in minutes since midnight."""
        return _minutes(self.begins), _minutes(self.ends)


class SpecialDay(Spec):
    """A day that is not what its weekday says: a holiday, or a day worked in exchange for one."""

    day: date
    """The day."""
    works: bool = False
    """Whether it is worked."""
    shifts: tuple[Shift, ...] | None = None
    """Its own hours when it is worked; without them those of a Monday."""
    label: Label | None = None
    """What it is."""


class Calendar(Derived):
    """The working hours of a company or a place."""

    name: Name
    """Its name."""
    label: Label
    """Text for people."""
    zone: str = "UTC"
    """The time zone of its hours, an IANA name."""
    week: Mapping[Weekday, tuple[Shift, ...]]
    """The hours of each weekday; a weekday that is missing is free."""
    days: tuple[SpecialDay, ...] = ()
    """Holidays and days worked in exchange."""
    published: tuple[int, ...] = ()
    """The years whose holidays are published; in other years only weekends are free."""

    @model_validator(mode="after")
    def _sound(self) -> "Calendar":
        if zone_named(self.zone) is None:
            msg = f"'{self.zone}' is no time zone: give an IANA name such as Asia/Shanghai"
            raise ValueError(msg)
        for shifts in self.week.values():
            _in_order(shifts)
        if not any(self.week.values()):
            msg = "a calendar needs at least one weekday with working hours"
            raise ValueError(msg)
        return self

    @cached_property
    def _zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.zone)

    @cached_property
    def _special(self) -> dict[date, SpecialDay]:
        """The special days by date."""
        return {each.day: each for each in self.days}

    @cached_property
    def _ordinary(self) -> tuple[Shift, ...]:
        """The hours of an ordinary working day: of the first weekday that has some."""
        return next(self.week[day] for day in WEEKDAYS if self.week.get(day))  # type: ignore[index, unused-ignore]

    def shifts(self, day: date) -> tuple[Shift, ...]:
        """Return the hours of a day, none for a free one."""
        special = self._special.get(day)
        if special is None:
            return self.week.get(WEEKDAYS[day.weekday()], ())  # type: ignore[call-overload, no-any-return, unused-ignore]
        if not special.works:
            return ()
        return self._ordinary if special.shifts is None else special.shifts

    def works(self, day: date) -> bool:
        """Return whether a day has working hours."""
        return bool(self.shifts(day))

    def stretches(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Iterate over the working stretches of a day as instants in UTC."""
        for shift in self.shifts(day):
            begins, ends = shift.minutes
            yield self._instant(day, begins), self._instant(day, ends)

    def _instant(self, day: date, minutes: int) -> datetime:
        """Return the instant of a local time, in UTC."""
        if minutes == 24 * 60:
            day, minutes = day + timedelta(days=1), 0
        return datetime.combine(day, time(minutes // 60, minutes % 60), self._zone).astimezone(UTC)

    def local_day(self, at: datetime) -> date:
        """Return the day of an instant in the calendar's zone."""
        return at.astimezone(self._zone).date()

    def _from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Iterate over what is left of working time after an instant. Raises `ValueError` where none is found."""
        day = self.local_day(at)
        for _ in range(FARTHEST):
            for begins, ends in self.stretches(day):
                if ends > at:
                    yield max(begins, at), ends
            day += timedelta(days=1)
        msg = f"the calendar '{self.name}' has no working time within {FARTHEST} days"
        raise ValueError(msg)

    def add_time(self, at: datetime, work: timedelta) -> datetime:
        """Return the instant when `work` of working time has passed after `at`, in UTC; the earliest such instant.

        Raises `ValueError` for a negative duration and beyond the calendar.
        """
        if work < timedelta(0):
            msg = "working time is added forwards only"
            raise ValueError(msg)
        if not work:
            return at.astimezone(UTC)
        left = work
        for begins, ends in self._from(at):
            if ends - begins >= left:
                return begins + left
            left -= ends - begins
        raise AssertionError

    def add_days(self, at: datetime, days: int) -> datetime:
        """Return the same local time `days` working days later; from a free day on, counted from the next working one.

        Raises `ValueError` beyond the calendar.
        """
        local = at.astimezone(self._zone)
        day, left = local.date(), days
        for _ in range(FARTHEST):
            if left <= 0:
                return datetime.combine(day, local.time(), self._zone).astimezone(UTC)
            day += timedelta(days=1)
            left -= self.works(day)
        msg = f"the calendar '{self.name}' has no {days} working days within {FARTHEST} days"
        raise ValueError(msg)

    def add(self, at: datetime, duration: timedelta) -> datetime:
        """Return the instant after a duration whose whole days count as working days, the rest as working time."""
        moved = self.add_days(at, duration.days)
        rest = timedelta(seconds=duration.seconds, microseconds=duration.microseconds)
        return self.add_time(moved, rest)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time from `start` to `end`, nothing when `end` is not later."""
        total, day, last = timedelta(0), self.local_day(start), self.local_day(end)
        while day <= last:
            for begins, ends in self.stretches(day):
                total += max(timedelta(0), min(ends, end) - max(begins, start))
            day += timedelta(days=1)
        return total

    def known(self, year: int) -> bool:
        """Return whether the holidays of a year are published."""
        return year in self.published


def _minutes(text: str) -> int:
    """Return a time of day in minutes since midnight."""
    return int(text[:2]) * 60 + int(text[3:])


def _in_order(shifts: tuple[Shift, ...]) -> None:
    """Raise `ValueError` when shifts overlap or are out of order."""
    if any(one.ends > other.begins for one, other in pairwise(shifts)):
        msg = "the shifts of a day follow each other without overlap"
        raise ValueError(msg)


@lru_cache(maxsize=16)
def shipped(name: str) -> Calendar:
    """Return a calendar that the product ships, such as `china`. Raises `FileNotFoundError` for another name."""
    file = resources.files("engine_flow") / "calendars" / f"{name}.json"
    return Calendar.model_validate_json(file.read_text(encoding="utf-8"))
