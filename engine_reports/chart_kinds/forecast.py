"""`forecast`: how a number goes on, with a band, and with how wrong the same way was so far."""

from typing import ClassVar, Literal

from engine_reports.analyses.forecast import ForecastAnalysis
from engine_reports.chart import Chart, Palette, Room
from lowcode.kernel.names import label


class ForecastChart(Chart):
    """How a number goes on, with a band, and with how wrong the same way was so far."""

    kind: Literal["forecast"]
    analysis: ForecastAnalysis = ForecastAnalysis(kind="forecast")
    """How it is foretold."""

    palette: ClassVar[Palette] = Palette(
        "rise",
        label("Forecast", "预测图"),
        label("How a number goes on: season, trend and promotions.", "按季节、趋势与促销预测数字的走向。"),
    )
    room: ClassVar[Room] = Room(dimensions=(1, 3), measures=(1, 1))

    def analysed_by(self) -> ForecastAnalysis:
        """Return what is made of the answer."""
        return self.analysis
