"""`pivot`: numbers where rows and columns of members meet, with totals."""

from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import label


class PivotChart(Chart):
    """Numbers where rows and columns of members meet, with totals."""

    kind: Literal["pivot"]

    palette: ClassVar[Palette] = Palette(
        "build",
        label("Pivot table", "透视表"),
        label("Numbers where rows and columns of members meet, with totals.", "行列交叉显示数字，并带合计。"),
    )
    room: ClassVar[Room] = Room(dimensions=(1, 8), measures=(1, 10))
