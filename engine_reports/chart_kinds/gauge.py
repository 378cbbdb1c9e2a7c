"""`gauge`: one number between a least and a greatest value."""

from decimal import Decimal
from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import label


class GaugeChart(Chart):
    """One number between a least and a greatest value."""

    kind: Literal["gauge"]
    least: Decimal = Decimal(0)
    """Where the scale begins."""
    greatest: Decimal | None = None
    """Where it ends; a round number above the value if nothing is said."""
    bands: tuple[Decimal, ...] = ()
    """Where one colour gives way to the next."""

    palette: ClassVar[Palette] = Palette(
        "dashboard",
        label("Gauge", "仪表盘"),
        label("One number between a least and a greatest value.", "一个数字在最小值与最大值之间的位置。"),
    )
    room: ClassVar[Room] = Room(dimensions=(0, 0), measures=(1, 1))
