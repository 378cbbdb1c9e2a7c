"""`association`: which things go together, with the counts behind it."""

from typing import ClassVar, Literal

from engine_reports.analyses.association import AssociationAnalysis
from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import label


class AssociationChart(Chart):
    """Which things go together, with the counts behind it."""

    kind: Literal["association"]
    analysis: AssociationAnalysis = AssociationAnalysis(kind="association")
    """How it is found."""

    palette: ClassVar[Palette] = Palette(
        "link",
        label("What goes together", "关联分析"),
        label("Which things are found together more often than by chance.", "哪些物品经常一起出现。"),
    )
    room: ClassVar[Room] = Room(dimensions=(2, 2), measures=(0, 1))

    def analysed_by(self) -> AssociationAnalysis:
        """Return what is made of the answer."""
        return self.analysis
