"""`gantt`: records as bars on a line of time."""

from collections.abc import Iterator
from typing import Literal

from engine_forms.view import View


class GanttView(View):
    """Bars from a beginning to an end, with what has to be finished before."""

    kind: Literal["gantt"]
    start: str
    """The field with the beginning, or the whole stretch."""
    end: str | None = None
    """The field with the end."""
    progress: str | None = None
    """The field with the share that is done."""
    after: str | None = None
    """The reference to the record, of the same form, that has to be finished before."""
    group: str | None = None
    """The field by which bars are grouped."""
    scale: Literal["day", "week", "month", "quarter"] = "week"
    """How fine the line of time is at first."""

    def mentions(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Add the fields of the bars."""
        yield from super().mentions()
        yield "/start", self.start, ("date", "date_time", "date_range")
        if self.end is not None:
            yield "/end", self.end, ("date", "date_time")
        if self.progress is not None:
            yield "/progress", self.progress, ("percent", "slider", "number")
        if self.after is not None:
            yield "/after", self.after, ("reference",)
        if self.group is not None:
            yield "/group", self.group, ()
