"""`area`: lines with the area below them, also on each other."""

from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import label


class AreaChart(Chart):
    """Lines with the area below them, also on each other."""

    kind: Literal["area"]
    stacked: bool = True
    """Whether areas lie on each other."""

    palette: ClassVar[Palette] = Palette(
        "area-chart",
        label("Area chart", "面积图"),
        label("Lines with the area below them, also on each other.", "带填充面积的折线，可堆叠。"),
    )
    room: ClassVar[Room] = Room(dimensions=(1, 2), measures=(1, 8))
