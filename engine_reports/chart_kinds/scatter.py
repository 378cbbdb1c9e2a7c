"""`scatter`: how two numbers of members go together, with a third as the size."""

from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import Name, label


class ScatterChart(Chart):
    """How two numbers of members go together, with a third as the size."""

    kind: Literal["scatter"]
    x: Name
    """The measure along the horizontal axis."""
    y: Name
    """The measure along the vertical axis."""
    size: Name | None = None
    """The measure that is the size of a point."""

    palette: ClassVar[Palette] = Palette(
        "dot-chart",
        label("Scatter", "散点图"),
        label(
            "How two numbers of members go together, with a third as the size.",
            "两个数字之间的关系，第三个数字为大小。",
        ),
    )
    room: ClassVar[Room] = Room(dimensions=(1, 2), measures=(2, 3))

    def columns(self) -> tuple[str, ...]:
        """Return the columns that it mentions."""
        return tuple(one for one in (self.x, self.y, self.size) if one is not None)
