"""`heat_map`: the strength of a number where two dimensions meet."""

from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import label


class HeatMapChart(Chart):
    """The strength of a number where two dimensions meet."""

    kind: Literal["heat_map"]

    palette: ClassVar[Palette] = Palette(
        "heat-map",
        label("Heat map", "热力图"),
        label("The strength of a number where two dimensions meet.", "两个维度交叉处数字的强弱。"),
    )
    room: ClassVar[Room] = Room(dimensions=(2, 2), measures=(1, 1))
