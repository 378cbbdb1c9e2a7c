"""`drawing_of`: a chart on paper, drawn from the same answer that pages draw theirs from."""

from decimal import Decimal
from typing import Any, Final

from reportlab.graphics.charts.barcharts import HorizontalBarChart, VerticalBarChart
from reportlab.graphics.charts.legends import Legend
from reportlab.graphics.charts.linecharts import HorizontalLineChart
from reportlab.graphics.charts.piecharts import Pie
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors

from engine_forms.field import Json
from engine_reports.chart import Chart
from engine_reports.finding import ForecastFinding
from lowcode.kernel.names import Language, label
from lowcode.services.report_messages import Answer
from lowcode.services.report_words import details, head, member_text, number_of

_COLOURS: Final = [
    colors.HexColor(one)
    for one in ("#1677ff", "#13a8a8", "#d4880a", "#722ed1", "#cf1322", "#389e0d", "#c41d7f", "#595959")
]
_LINES: Final = frozenset({"line", "area", "combination", "forecast"})
_LYING: Final = frozenset({"ranking", "treemap", "funnel"})
_STANDING: Final = frozenset({"bar", "stacked", "waterfall"})
_ACTUAL: Final = label("Actual", "实际")
_EXPECTED: Final = label("Expected", "预测")
_MOST: Final = 24
"""Members that fit into a drawing."""
Series = list[tuple[str, list[float | None]]]


def drawing_of(chart: Chart, answer: Answer, language: Language, font: str, width: float) -> Drawing | None:
    """Return a chart as a drawing; None for kinds that are tables, and for answers that have nothing to draw."""
    members, series = _series(chart, answer, language)
    if not members or not series or not any(value for _, values in series for value in values):
        return None
    drawing = Drawing(width, 190)
    if chart.kind == "pie":
        _pie(drawing, members, series[0][1], font)
    elif chart.kind in _LYING or (chart.kind == "bar" and getattr(chart, "horizontal", False)):
        drawing.height = max(80, 18 * len(members) + 40)
        _place(drawing, HorizontalBarChart(), members[::-1], [(name, one[::-1]) for name, one in series], font)
    else:
        made: Any = HorizontalLineChart() if chart.kind in _LINES else VerticalBarChart()
        if chart.kind == "stacked":
            made.categoryAxis.style = "stacked"
        _place(drawing, made, members, series, font)
    return drawing


def _series(chart: Chart, answer: Answer, language: Language) -> tuple[list[str], Series]:
    """Return the members along a drawing, and what stands above each."""
    if isinstance(answer.finding, ForecastFinding):
        return _foretold(answer.finding, language)
    dimensions = [one for one in answer.columns if one.role == "dimension"]
    measures = [(at, one) for at, one in enumerate(answer.columns) if one.role == "measure"]
    if chart.kind not in _LINES | _LYING | _STANDING | {"pie"} or not measures:
        return [], []
    rows = details(answer)
    if not dimensions:
        first = answer.rows[0] if answer.rows else None
        values = [_float(first.values[at]) if first is not None else None for at, _ in measures]
        return [head(one, language) for _, one in measures], [("", values)]
    members = list(dict.fromkeys(member_text(dimensions[0], one.values[0], language) for one in rows))
    members = members[-_MOST:] if chart.kind in _LINES else members[:_MOST]
    found: dict[str, list[float | None]] = {}
    for row in rows:
        member = member_text(dimensions[0], row.values[0], language)
        if member not in members:
            continue
        split = member_text(dimensions[1], row.values[1], language) if len(dimensions) > 1 else ""
        for at, column in measures:
            name = split or head(column, language)
            line = found.setdefault(name, [None] * len(members))
            line[members.index(member)] = _float(row.values[at])
    return members, [*found.items()][: len(_COLOURS)]


def _foretold(finding: ForecastFinding, language: Language) -> tuple[list[str], Series]:
    """Return what was and what is expected."""
    points = finding.series[0].points[-_MOST:] if finding.series else ()
    if not any(one.expected is not None for one in points):
        return [], []
    members = [one.period.isoformat()[:7] if finding.grain == "month" else one.period.isoformat() for one in points]
    actual = [_number(one.actual) for one in points]
    return members, [
        (_ACTUAL.text(language), actual),
        (_EXPECTED.text(language), [_number(o.expected) for o in points]),
    ]


def _place(drawing: Drawing, chart: Any, members: list[str], series: Series, font: str) -> None:
    """Put a chart with axes into a drawing."""
    lying = isinstance(chart, HorizontalBarChart)
    lines = isinstance(chart, HorizontalLineChart)
    chart.x, chart.y = (110, 20) if lying else (56, 40)
    chart.width, chart.height = drawing.width - chart.x - 16, drawing.height - chart.y - 28
    # Bars need a number everywhere; a line may begin later and end earlier.
    chart.data = [tuple(value if lines else value or 0.0 for value in values) for _, values in series]
    chart.categoryAxis.categoryNames = members
    chart.categoryAxis.labels.fontName = chart.valueAxis.labels.fontName = font
    chart.categoryAxis.labels.fontSize = chart.valueAxis.labels.fontSize = 7
    if not lying and len(members) > 8:
        chart.categoryAxis.labels.angle, chart.categoryAxis.labels.dy = 40, -12
    chart.valueAxis.labelTextFormat = _axis
    chart.valueAxis.forceZero = 1
    chart.valueAxis.visibleGrid, chart.valueAxis.gridStrokeColor = 1, colors.HexColor("#e5e7eb")
    parts = chart.lines if lines else chart.bars
    for at in range(len(series)):
        if lines:
            parts[at].strokeColor, parts[at].strokeWidth = _COLOURS[at], 1.6
        else:
            parts[at].fillColor, parts[at].strokeColor = _COLOURS[at], None
    drawing.add(chart)
    if len(series) > 1:
        drawing.add(_legend([name for name, _ in series], drawing.height, font))


def _pie(drawing: Drawing, members: list[str], values: list[float | None], font: str) -> None:
    """Put a pie into a drawing, with its parts beside it."""
    pie: Any = Pie()
    pie.x, pie.y, pie.width, pie.height = 20, 20, 150, 150
    pie.data = [abs(one or 0.0) for one in values]
    pie.labels = None
    pie.slices.strokeColor = colors.white
    for at in range(len(members)):
        pie.slices[at].fillColor = _COLOURS[at % len(_COLOURS)]
    drawing.add(pie)
    legend = _legend(members[:14], drawing.height, font)
    legend.x, legend.columnMaximum, legend.y = 210, 14, drawing.height - 20
    drawing.add(legend)


def _legend(names: list[str], height: float, font: str) -> Any:
    """Return what tells which colour is what."""
    legend: Any = Legend()
    legend.x, legend.y, legend.boxAnchor = 56, height - 2, "nw"
    legend.fontName, legend.fontSize, legend.alignment = font, 7, "right"
    legend.columnMaximum, legend.dxTextSpace, legend.dx, legend.dy, legend.deltax = 1, 4, 7, 7, 70
    legend.colorNamePairs = [(_COLOURS[at % len(_COLOURS)], name[:24]) for at, name in enumerate(names)]
    return legend


def _axis(value: float) -> str:
    """Return a short number for an axis."""
    for size, word in ((1e9, "B"), (1e6, "M"), (1e3, "K")):
        if abs(value) >= size:
            return f"{value / size:g}{word}"
    return f"{value:g}"


def _float(value: Json) -> float | None:
    """Return a number of an answer for drawing."""
    found = number_of(value)
    return None if found is None else float(found)


def _number(value: Decimal | None) -> float | None:
    """Return a number of a finding for drawing."""
    return None if value is None else float(value)
