"""`ranking`: the first members by a number, with their places and bars."""

from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import label


class RankingChart(Chart):
    """The first members by a number, with their places and bars."""

    kind: Literal["ranking"]
    medals: bool = True
    """Whether the first three are marked."""

    palette: ClassVar[Palette] = Palette(
        "ordered-list",
        label("Ranking", "排行榜"),
        label("The first members by a number, with their places and bars.", "按数字排名的前若干名。"),
    )
    room: ClassVar[Room] = Room(dimensions=(1, 1), measures=(1, 3))
