"""`pie`: parts of a whole, few of them."""

from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import label


class PieChart(Chart):
    """Parts of a whole, few of them."""

    kind: Literal["pie"]
    ring: bool = False
    """Whether its middle is empty."""

    palette: ClassVar[Palette] = Palette(
        "pie-chart",
        label("Pie or ring", "饼图与环图"),
        label("Parts of a whole, few of them.", "整体的组成部分，数量不宜过多。"),
    )
    room: ClassVar[Room] = Room(dimensions=(1, 1), measures=(1, 1))
