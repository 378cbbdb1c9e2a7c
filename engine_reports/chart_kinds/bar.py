"""`bar`: bars side by side."""

from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import label


class BarChart(Chart):
    """Bars side by side."""

    kind: Literal["bar"]
    horizontal: bool = False
    """Whether bars lie."""

    palette: ClassVar[Palette] = Palette(
        "bar-chart", label("Bar chart", "柱状图"), label("Bars side by side.", "并列的柱形。")
    )
    room: ClassVar[Room] = Room(dimensions=(1, 2), measures=(1, 8))
