"""`treemap`: parts of parts of a whole as areas."""

from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import label


class TreemapChart(Chart):
    """Parts of parts of a whole as areas."""

    kind: Literal["treemap"]

    palette: ClassVar[Palette] = Palette(
        "appstore",
        label("Treemap", "矩形树图"),
        label("Parts of parts of a whole as areas.", "以面积显示整体中逐级的组成部分。"),
    )
    room: ClassVar[Room] = Room(dimensions=(1, 4), measures=(1, 1))
