"""`radar`: several numbers of few members around a centre."""

from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import label


class RadarChart(Chart):
    """Several numbers of few members around a centre."""

    kind: Literal["radar"]

    palette: ClassVar[Palette] = Palette(
        "radar-chart",
        label("Radar", "雷达图"),
        label("Several numbers of few members around a centre.", "少数成员的多项数字围绕中心展示。"),
    )
    room: ClassVar[Room] = Room(dimensions=(1, 2), measures=(1, 12))
