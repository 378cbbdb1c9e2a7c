"""Working days: Monday to Friday, without holidays, with the weekend days that are worked in exchange."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from engine_rules.calculation.periods import existing
from engine_rules.evaluation import NoResult
from engine_rules.temporal import MAX_YEAR, AnyDate, date_of_days

_FARTHEST = MAX_YEAR * 366
"""A day's number that no date has."""


class WorkCalendar:
    """The working days of a calendar, all days as `toordinal` numbers."""

    def __init__(
        self, holidays: Sequence[AnyDate | None] | None = None, workdays: Sequence[AnyDate | None] | None = None
    ) -> None:
        """Take the holidays and the weekend days that are worked, nulls left out; a day in both is worked."""
        worked = {day.toordinal() for day in workdays or () if day is not None}
        free = {day.toordinal() for day in holidays or () if day is not None}
        self._added = sorted(day for day in worked if _weekend(day))
        self._removed = sorted(day for day in free - worked if not _weekend(day))

    def until(self, day: int) -> int:
        """Return the number of working days from the first day of year 1 to `day`, negative before that."""
        weeks, rest = divmod(day, 7)
        return weeks * 5 + min(rest, 5) + bisect_right(self._added, day) - bisect_right(self._removed, day)

    def between(self, start: AnyDate, end: AnyDate) -> int:
        """Return the number of working days from `start` to `end`, both included; negative when `end` is earlier."""
        first, last = start.toordinal(), end.toordinal()
        if last < first:
            return self.until(last - 1) - self.until(first)
        return self.until(last) - self.until(first - 1)

    def after(self, start: AnyDate, days: int) -> AnyDate:
        """Return the working day that is `days` of them after `start`, before it when negative; `start` for 0.

        Raises `NoResult` beyond the calendar.
        """
        day = start.toordinal()
        if days == 0:
            return start
        if abs(days) > _FARTHEST:
            raise NoResult("the date is beyond the calendar", "日期超出历法范围")
        reach = 2 * (abs(days) + len(self._removed)) + 14
        if days > 0:
            wanted = self.until(day) + days
            found = bisect_left(range(day, day + reach), wanted, key=self.until) + day
        else:
            # The last working day before: one more day and it would be counted.
            wanted = self.until(day - 1) + days
            found = bisect_right(range(day - reach, day), wanted, key=self.until) + day - reach
        return existing(date_of_days(found))


def _weekend(day: int) -> bool:
    """Return whether a day is a Saturday or Sunday; day 1 was a Monday."""
    return (day - 1) % 7 >= 5
