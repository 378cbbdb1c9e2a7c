"""`funnel`: how many come from step to step."""

from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import label


class FunnelChart(Chart):
    """How many come from step to step."""

    kind: Literal["funnel"]

    palette: ClassVar[Palette] = Palette(
        "filter", label("Funnel", "漏斗图"), label("How many come from step to step.", "每一步剩余多少。")
    )
    room: ClassVar[Room] = Room(dimensions=(0, 1), measures=(1, 12))
