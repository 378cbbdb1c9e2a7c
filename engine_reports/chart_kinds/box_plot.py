"""`box_plot`: how values are spread: the least, quartiles, the median and the greatest."""

from typing import ClassVar, Literal

from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import Name, label


class BoxPlotChart(Chart):
    """How values are spread: the least, quartiles, the median and the greatest."""

    kind: Literal["box_plot"]
    least: Name
    """The measure of the least value."""
    lower: Name
    """The measure of the lower quartile."""
    middle: Name
    """The measure of the median."""
    upper: Name
    """The measure of the upper quartile."""
    greatest: Name
    """The measure of the greatest value."""

    palette: ClassVar[Palette] = Palette(
        "box-plot",
        label("Box plot", "箱线图"),
        label(
            "How values are spread: the least, quartiles, the median and the greatest.",
            "数值的分布：最小值、四分位数、中位数与最大值。",
        ),
    )
    room: ClassVar[Room] = Room(dimensions=(0, 1), measures=(5, 5))

    def columns(self) -> tuple[str, ...]:
        """Return the columns that it mentions."""
        return (self.least, self.lower, self.middle, self.upper, self.greatest)
