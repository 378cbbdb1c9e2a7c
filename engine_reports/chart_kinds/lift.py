"""`lift`: how often something succeeds with a behaviour and without it."""

from typing import ClassVar, Literal

from engine_reports.analyses.lift import LiftAnalysis
from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import label


class LiftChart(Chart):
    """How often something succeeds with a behaviour and without it, and how sure that is."""

    kind: Literal["lift"]
    analysis: LiftAnalysis
    """What is compared."""

    palette: ClassVar[Palette] = Palette(
        "diff",
        label("What makes a difference", "行为对比"),
        label("How often something succeeds with a behaviour and without it.", "有无某行为时的成功率对比。"),
    )
    room: ClassVar[Room] = Room(dimensions=(0, 1), measures=(0, 0))

    def analysed_by(self) -> LiftAnalysis:
        """Return what is made of the answer."""
        return self.analysis
