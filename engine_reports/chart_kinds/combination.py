"""`combination`: bars and lines over the same members, with an axis for each."""

from typing import ClassVar, Literal

import pydantic

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import Name, label


class CombinationChart(Chart):
    """Bars and lines over the same members, with an axis for each."""

    kind: Literal["combination"]
    lines: tuple[Name, ...] = pydantic.Field(min_length=1)
    """The measures that are lines, on the right axis; the others are bars."""

    palette: ClassVar[Palette] = Palette(
        "fund",
        label("Combination", "组合图"),
        label("Bars and lines over the same members, with an axis for each.", "同一维度上的柱与线，各有坐标轴。"),
    )
    room: ClassVar[Room] = Room(dimensions=(1, 1), measures=(2, 8))

    def columns(self) -> tuple[str, ...]:
        """Return the columns that it mentions."""
        return self.lines
