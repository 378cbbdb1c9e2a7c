"""`sankey`: how much flows from each member of a dimension to each of the next."""

from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import label


class SankeyChart(Chart):
    """How much flows from each member of a dimension to each of the next."""

    kind: Literal["sankey"]

    palette: ClassVar[Palette] = Palette(
        "fork",
        label("Sankey", "桑基图"),
        label(
            "How much flows from each member of a dimension to each of the next.",
            "一个维度的成员流向下一个维度成员的数量。",
        ),
    )
    room: ClassVar[Room] = Room(dimensions=(2, 5), measures=(1, 1))
