"""`waterfall`: how parts add up, or take away, from a beginning to an end."""

from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import label


class WaterfallChart(Chart):
    """How parts add up, or take away, from a beginning to an end."""

    kind: Literal["waterfall"]
    total: bool = True
    """Whether the last bar is the sum."""

    palette: ClassVar[Palette] = Palette(
        "stock",
        label("Waterfall", "瀑布图"),
        label("How parts add up, or take away, from a beginning to an end.", "各部分如何由起点累计增减到终点。"),
    )
    room: ClassVar[Room] = Room(dimensions=(1, 1), measures=(1, 1))
