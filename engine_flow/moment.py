"""`Moment`: an instant that lies ahead, as a delay, as a date of the record, and in working hours when wanted."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from pydantic import model_validator

from engine_flow.calendar import Calendar
from engine_flow.formula import Formula
from engine_rules.temporal import DaysTime, WideDate, WideDateTime, YearsMonths, read_duration
from engine_rules.values import Value
from lowcode.kernel.names import Ref
from lowcode.kernel.spec import Spec


class Moment(Spec):
    """An instant that lies ahead: after a duration, or at a date; exactly one of the two."""

    after: Formula | None = None
    """How long to wait: a duration, or its text such as `"P2D"`. With a calendar whole days are working days."""
    until: Formula | None = None
    """The date, or date and time, to wait for."""
    calendar: Ref | None = None
    """The calendar in whose working hours the duration counts, and to whose next working time a date is moved."""

    @model_validator(mode="after")
    def _one(self) -> "Moment":
        if (self.after is None) == (self.until is None):
            msg = "give either `after` or `until`"
            raise ValueError(msg)
        return self

    def instant(
        self, at: datetime, value: Callable[[str], Value], calendar: Callable[[str], Calendar]
    ) -> datetime | None:
        """Return the instant in UTC, seen from `at`; None when the expression gives no duration or date.

        `value` evaluates an expression and `calendar` gives a calendar by name. Raises `LookupError` for a calendar
        that does not exist.
        """
        hours = calendar(self.calendar) if self.calendar is not None else None
        if self.after is not None:
            return _later(at, value(self.after), hours)
        found = _instant(value(self.until or ""), at)
        return (
            hours.add_time(found, timedelta(microseconds=1)) if found and hours and not _open(hours, found) else found
        )


def _open(hours: Calendar, at: datetime) -> bool:
    """Return whether an instant lies in working time."""
    return any(begins <= at < ends for begins, ends in hours.stretches(hours.local_day(at)))


def _later(at: datetime, value: Value, hours: Calendar | None) -> datetime | None:
    """Return the instant after a duration, None when the value is none or is negative."""
    duration = read_duration(value) if isinstance(value, str) else value
    if isinstance(duration, YearsMonths):
        return _months_later(at, duration.months)
    if not isinstance(duration, DaysTime) or duration.ns < 0:
        return None
    try:
        delta = timedelta(microseconds=duration.ns // 1000)
        return hours.add(at, delta) if hours else at.astimezone(UTC) + delta
    except (OverflowError, ValueError):
        return None


def _months_later(at: datetime, months: int) -> datetime | None:
    """Return the same day some months later, the last one of a shorter month."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    for day in range(at.day, at.day - 4, -1):
        try:
            return at.replace(year=year, month=month + 1, day=day).astimezone(UTC)
        except ValueError:
            continue
    return None


def _instant(value: Value, at: datetime) -> datetime | None:
    """Return the instant of a date or date and time, in the zone of `at` when it has none of its own."""
    if isinstance(value, WideDate | WideDateTime):
        return None
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=at.tzinfo)
    elif isinstance(value, date):
        moment = datetime.combine(value, time(), at.tzinfo)
    else:
        return None
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None
