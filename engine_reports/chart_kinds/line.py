"""`line`: how numbers go along time or an order."""

from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import label


class LineChart(Chart):
    """How numbers go along time or an order."""

    kind: Literal["line"]
    smooth: bool = False
    """Whether lines are rounded."""

    palette: ClassVar[Palette] = Palette(
        "line-chart",
        label("Line chart", "折线图"),
        label("How numbers go along time or an order.", "数字随时间或顺序的变化。"),
    )
    room: ClassVar[Room] = Room(dimensions=(1, 2), measures=(1, 8))
