"""`kpi`: one number, how it changed, and how far it is from its target."""

from decimal import Decimal
from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import Name, label


class KpiChart(Chart):
    """One number, how it changed, and how far it is from its target."""

    kind: Literal["kpi"]
    value: Name
    """The measure that is shown large."""
    target: Decimal | None = None
    """What it should reach."""
    direction: Literal["up", "down", "none"] = "up"
    """Whether more is better, or less."""

    palette: ClassVar[Palette] = Palette(
        "dashboard",
        label("KPI card", "指标卡"),
        label("One number, how it changed, and how far it is from its target.", "一个数字、其变化以及与目标的差距。"),
    )
    room: ClassVar[Room] = Room(dimensions=(0, 1), measures=(1, 3))

    def columns(self) -> tuple[str, ...]:
        """Return the columns that it mentions."""
        return (self.value,)
