"""`table`: groups and their numbers row by row."""

from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import Name, label


class TableChart(Chart):
    """Groups and their numbers row by row."""

    kind: Literal["table"]
    show: tuple[Name, ...] = ()
    """The columns in order; those of the question if nothing is said."""

    palette: ClassVar[Palette] = Palette(
        "table", label("Table", "表格"), label("Groups and their numbers row by row.", "逐行显示各组及其数字。")
    )
    room: ClassVar[Room] = Room(dimensions=(0, 12), measures=(0, 40))

    def columns(self) -> tuple[str, ...]:
        """Return the columns that it mentions."""
        return self.show
