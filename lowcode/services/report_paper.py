"""A dashboard as a file: `pdf_of_board` on paper, `picture_of` as an image, `sheets_of` as a workbook.

Charts are drawn by ReportLab from the same answers that the pages draw: no browser and no Node has to be there. The
image is the pages of the PDF one below the other, drawn by PDFium.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any, Final

import pypdfium2
import xlsxwriter
from PIL import Image, ImageChops
from reportlab.lib import colors, pagesizes
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from engine_reports.chart import Chart
from engine_reports.finding import AssociationFinding, ForecastFinding, LiftFinding, Member
from engine_reports.metric import NumberFormat
from lowcode.kernel.names import Language, label
from lowcode.services.print_page import font_of
from lowcode.services.report_drawing import drawing_of
from lowcode.services.report_messages import Answer
from lowcode.services.report_words import NONE, cells, day_of, head, number_of, number_text, table_of

PDF: Final = "application/pdf"
PNG: Final = "image/png"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROWS: Final = 25
"""Rows of a table on paper; a workbook has all of them."""
_KPIS: Final = 4
_MARGIN: Final = 14 * mm
_PAGES: Final = 12
"""The most pages of a picture."""
_SCALE: Final = 2.0
"""Pixels of the image for each point of the page."""
_AS_OF: Final = label("As of {time}", "数据时间：{time}")
_MORE: Final = label("… and {count} more", "……另有 {count} 行")
_NOT_SHOWN: Final = label("Not shown: {reason}", "未显示：{reason}")
_NOTHING: Final = label("There is nothing to show.", "没有数据。")
_SHEET: Final = re.compile(r"[\[\]:*?/\\']")
_STYLES: Final = {"percent": "0.0%", "money": "#,##0.00", "number": "#,##0.####", "days": "0.0"}


@dataclass(frozen=True, slots=True)
class TileOnPaper:
    """A chart of a dashboard with its answer, or why it has none."""

    title: str
    chart: Chart
    answer: Answer | None
    refused: str = ""

    @property
    def formats(self) -> dict[str, NumberFormat]:
        """Return how its numbers are written."""
        return dict(self.chart.formats)


@dataclass(frozen=True, slots=True)
class BoardOnPaper:
    """A dashboard as somebody sees it."""

    title: str
    about: str
    at: datetime
    language: Language
    tiles: Sequence[TileOnPaper] = field(default_factory=tuple)


def pdf_of_board(board: BoardOnPaper, font: Path | None) -> bytes:
    """Return a dashboard as a PDF: its figures in rows, then each chart with its numbers."""
    written = io.BytesIO()
    margin = _MARGIN
    document = SimpleDocTemplate(
        written, pagesize=pagesizes.A4, leftMargin=margin, rightMargin=margin, topMargin=margin, bottomMargin=margin,
        title=board.title, author="", creator="lowcode",
    )  # fmt: skip
    document.build(list(_Paper(board, font_of(font), document.width).flow()))
    return written.getvalue()


def picture_of(pdf: bytes) -> bytes:
    """Return the pages of a PDF, one below the other and without the empty rest of the last, as a PNG."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [document[at].render(scale=_SCALE).to_pil().convert("RGB") for at in range(min(len(document), _PAGES))]
    finally:
        document.close()
    margin = round(_MARGIN * _SCALE)
    # The margins between pages are left out, so that charts go on where the page before ends.
    parts = [one.crop((0, 0 if at == 0 else margin, one.width, _written(one))) for at, one in enumerate(pages)]
    whole = Image.new("RGB", (pages[0].width, sum(one.height for one in parts) + margin), "white")
    top = 0
    for one in parts:
        whole.paste(one, (0, top))
        top += one.height
    written = io.BytesIO()
    whole.save(written, format="PNG", optimize=True)
    return written.getvalue()


def _written(page: Image.Image) -> int:
    """Return how many pixels from the top a page is written on."""
    box = ImageChops.invert(page).getbbox()
    return page.height if box is None else box[3]


def sheets_of(board: BoardOnPaper) -> bytes:
    """Return a dashboard as a workbook: a sheet for each chart, with numbers as numbers and days as days."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    styles = {name: book.add_format({"num_format": one}) for name, one in _STYLES.items()}
    names: set[str] = set()
    for tile in board.tiles:
        name = base = _SHEET.sub(" ", tile.title).strip()[:28] or "Sheet"
        while name.lower() in names:
            name = f"{base[:25]} {len(names)}"
        names.add(name.lower())
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        if tile.answer is None:
            sheet.write_string(0, 0, _NOT_SHOWN.text(board.language).format(reason=tile.refused))
            continue
        heads, rows = found_rows(tile.answer, board.language) or (
            [head(one, board.language) for one in tile.answer.columns],
            _typed(tile, board.language),
        )
        for at, text in enumerate(heads):
            sheet.write_string(0, at, text, bold)
            sheet.set_column(at, at, min(40, max(12, 2 * len(text))))
        for down, row in enumerate(rows, 1):
            for across, (value, style) in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(down, across, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                elif isinstance(value, int | float):
                    sheet.write_number(down, across, value, styles[style])
                elif value:
                    sheet.write_string(down, across, value)
    if not names:
        book.add_worksheet("–")
    book.close()
    return written.getvalue()


Cell = tuple[str | int | float | date | None, str]


def _typed(tile: TileOnPaper, language: Language) -> list[list[Cell]]:
    """Return the groups of an answer with their types; a number with more digits than a workbook holds is rounded."""
    assert tile.answer is not None
    found = []
    for row in tile.answer.rows:
        line: list[Cell] = []
        texts = cells(tile.answer, row, tile.formats, language)
        for column, value, text in zip(tile.answer.columns, row.values, texts, strict=True):
            number = number_of(value) if column.type == "number" and column.name not in row.others else None
            style = (tile.formats.get(column.name) or column.format or NumberFormat()).style
            if number is not None:
                line.append((float(number), style))
            elif column.type == "date" and day_of(value) is not None:
                line.append((day_of(value), ""))
            else:
                line.append((text, ""))
        found.append(line)
    return found


_HEADS: Final = {
    "forecast": (
        label("Group", "分组"), label("Period", "周期"), label("Actual", "实际"), label("Expected", "预测"),
        label("Low", "下限"), label("High", "上限"), label("Error (MAPE)", "回测误差"),
    ),
    "association": (
        label("Whoever has", "有"), label("often has", "常同时有"), label("Both", "同时出现"),
        label("Confidence", "置信度"), label("Support", "支持度"), label("Lift", "提升度"),
    ),
    "lift": (
        label("Behaviour", "行为"), label("Group", "分组"), label("With", "有该行为"), label("Won", "成功"),
        label("Without", "无该行为"), label("Won", "成功"), label("Difference", "差异"), label("Low", "下限"),
        label("High", "上限"),
    ),
}  # fmt: skip


def found_rows(answer: Answer, language: Language) -> tuple[list[str], list[list[Cell]]] | None:
    """Return what an analysis has found as a table; None for an answer without any."""
    finding = answer.finding
    if finding is None:
        return None
    rows: list[list[Any]] = []
    if isinstance(finding, ForecastFinding):
        for series in finding.series:
            group = " · ".join(_member(one, language) for one in series.members)
            for at in series.points:
                figures: list[Any] = [
                    (at.actual, "number"),
                    (at.expected, "number"),
                    (at.low, "number"),
                    (at.high, "number"),
                ]
                rows.append([(group, ""), (at.period, ""), *figures, (series.mape, "percent")])
    elif isinstance(finding, AssociationFinding):
        for rule in finding.rules:
            shares = [(rule.confidence, "percent"), (rule.support, "percent"), (rule.lift, "number")]
            pair = [(_member(one, language), "") for one in (rule.left, rule.right)]
            rows.append([*pair, (rule.both, "number"), *shares])
    elif isinstance(finding, LiftFinding):
        for one in finding.rows:
            counts: list[Any] = [(one.done.count, "number"), (one.done.rate, "percent")]
            counts += [(one.left.count, "number"), (one.left.rate, "percent")]
            parts: list[Any] = [(one.difference, "percent"), (one.low, "percent"), (one.high, "percent")]
            rows.append(
                [(one.label.text(language), ""), ("" if one.member is None else str(one.member), ""), *counts, *parts]
            )
    plain = [
        [(value if isinstance(value, str | date) else _plain(value), style) for value, style in row] for row in rows
    ]
    return [one.text(language) for one in _HEADS[finding.kind]], plain


def _member(value: Member, language: Language) -> str:
    """Return a member that an analysis tells of."""
    return NONE.text(language) if value is None or value == "" else str(value)


def _plain(value: Any) -> float | None:
    """Return a number as workbooks take it."""
    return None if value is None else float(value)


class _Paper:
    """Turns a dashboard into what flows down pages."""

    def __init__(self, board: BoardOnPaper, font: str, width: float) -> None:
        """Take the dashboard, the font and the width between the margins."""
        self.board, self.font, self.width = board, font, width

    def flow(self) -> list[Flowable]:
        """Return everything in order."""
        language = self.board.language
        found: list[Flowable] = [self._text(self.board.title, 17)]
        if self.board.about:
            found.append(self._text(self.board.about, 9, quiet=True))
        time = _AS_OF.text(language).format(time=self.board.at.strftime("%Y-%m-%d %H:%M"))
        found += [self._text(time, 8, quiet=True), Spacer(1, 6)]
        figures = [one for one in self.board.tiles if one.chart.kind == "kpi"]
        if figures:
            found += [self._figures(figures), Spacer(1, 10)]
        for tile in self.board.tiles:
            if tile.chart.kind != "kpi":
                found += self._tile(tile)
        return found

    def _figures(self, tiles: Sequence[TileOnPaper]) -> Flowable:
        """Return the figures, four in a row."""
        boxes: list[Any] = [[self._text(one.title, 8, quiet=True), self._text(self._figure(one), 14)] for one in tiles]
        boxes += [""] * (-len(boxes) % _KPIS)
        rows = [boxes[at : at + _KPIS] for at in range(0, len(boxes), _KPIS)]
        table = Table(rows, colWidths=[self.width / _KPIS] * _KPIS)
        line = colors.HexColor("#e5e7eb")
        table.setStyle(TableStyle([("BOX", (0, 0), (-1, -1), 0.5, line), ("INNERGRID", (0, 0), (-1, -1), 0.5, line)]))
        return table

    def _figure(self, tile: TileOnPaper) -> str:
        """Return the number of a figure."""
        if tile.answer is None or not tile.answer.rows:
            return "–"
        names = [one.name for one in tile.answer.columns]
        name = str(getattr(tile.chart, "value", names[-1]))
        at = names.index(name) if name in names else -1
        row = tile.answer.rows[-1]
        style = tile.formats.get(name) or tile.answer.columns[at].format or NumberFormat()
        return number_text(number_of(row.values[at]), style, self.board.language)

    def _tile(self, tile: TileOnPaper) -> list[Flowable]:
        """Return a chart with its numbers."""
        language = self.board.language
        title = self._text(tile.title, 11.5)
        if tile.answer is None:
            told = _NOT_SHOWN.text(language).format(reason=tile.refused)
            return [KeepTogether([title, self._text(told, 9, quiet=True), Spacer(1, 10)])]
        drawing = drawing_of(tile.chart, tile.answer, language, self.font, self.width)
        found: list[Flowable] = [KeepTogether([title, drawing])] if drawing is not None else [title]
        return [*found, *self._table(tile, tile.answer), Spacer(1, 12)]

    def _table(self, tile: TileOnPaper, answer: Answer) -> list[Flowable]:
        """Return the numbers of a chart."""
        language = self.board.language
        special = found_rows(answer, language)
        if special is None:
            heads, rows = table_of(answer, tile.formats, language)
        else:
            heads = special[0]
            rows = [[_cell(*one, language) for one in row] for row in special[1]]
            if isinstance(answer.finding, ForecastFinding):
                rows = [row for row in rows if row[3] != "–"]
        if not rows:
            return [self._text(_NOTHING.text(language), 9, quiet=True)]
        shown = [[self._text(one, 7.5) for one in row] for row in [heads, *rows[:_ROWS]]]
        table = Table(shown, colWidths=[self.width / len(heads)] * len(heads), repeatRows=1)
        grey = colors.HexColor("#e5e7eb")
        lines: list[Any] = [
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, grey),
            ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
        ]
        table.setStyle(
            TableStyle([*lines, ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 2)])
        )
        more = [self._text(_MORE.text(language).format(count=len(rows) - _ROWS), 8, quiet=True)]
        return [table, *(more if len(rows) > _ROWS else [])]

    def _text(self, text: str, size: float, *, quiet: bool = False) -> Paragraph:
        """Return a line of text."""
        colour = colors.HexColor("#6b7280") if quiet else colors.HexColor("#111827")
        name = f"board{size}{quiet}"
        style = ParagraphStyle(
            name, fontName=self.font, fontSize=size, leading=size * 1.4, textColor=colour, wordWrap="CJK"
        )
        return Paragraph(escape(text), style)


def _cell(value: str | float | date | None, style: str, language: Language) -> str:
    """Return a value of a finding as text."""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    shown = NumberFormat(style="percent", digits=1) if style == "percent" else NumberFormat()
    number = number_of(None if value is None else str(round(value, 4)))
    return number_text(number, shown, language)
