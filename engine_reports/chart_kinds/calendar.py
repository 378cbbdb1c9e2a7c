"""`calendar`: a number for each day of a calendar."""

from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import label


class CalendarChart(Chart):
    """A number for each day of a calendar."""

    kind: Literal["calendar"]

    palette: ClassVar[Palette] = Palette(
        "calendar", label("Calendar", "日历图"), label("A number for each day of a calendar.", "日历上每一天的数字。")
    )
    room: ClassVar[Room] = Room(dimensions=(1, 1), measures=(1, 1))
