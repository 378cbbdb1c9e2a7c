"""`calendar`: records on their days."""

from collections.abc import Iterator
from typing import Literal

from engine_forms.view import View


class CalendarView(View):
    """A calendar of months, weeks and days; dragging a record moves it."""

    kind: Literal["calendar"]
    start: str
    """The field with the day or instant, or the whole stretch."""
    end: str | None = None
    """The field with the end."""
    title: str | None = None
    """The field that is written; the title of the record if nothing is said."""
    colour: str | None = None
    """The field that gives the colour: a choice, a stage or a colour."""
    span: Literal["month", "week", "day"] = "month"
    """What is shown at first."""

    def mentions(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Add the fields of the calendar."""
        yield from super().mentions()
        yield "/start", self.start, ("date", "date_time", "date_range")
        if self.end is not None:
            yield "/end", self.end, ("date", "date_time")
        if self.title is not None:
            yield "/title", self.title, ()
        if self.colour is not None:
            yield "/colour", self.colour, ("choice", "stage", "dictionary", "colour")
