"""`stacked`: bars on each other, also as parts of a whole."""

from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import label


class StackedChart(Chart):
    """Bars on each other, also as parts of a whole."""

    kind: Literal["stacked"]
    horizontal: bool = False
    """Whether bars lie."""
    percent: bool = False
    """Whether every bar is as long as the whole."""

    palette: ClassVar[Palette] = Palette(
        "align-left",
        label("Stacked bars", "堆叠柱状图"),
        label("Bars on each other, also as parts of a whole.", "上下堆叠的柱形，也可显示占比。"),
    )
    room: ClassVar[Room] = Room(dimensions=(1, 2), measures=(1, 8))
