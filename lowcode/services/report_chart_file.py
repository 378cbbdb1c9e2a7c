"""`chart_file`: one chart with its answer as a workbook, as text with commas, as a PDF or as a picture."""

import csv
import io
from collections.abc import Awaitable, Callable
from typing import Annotated, Final, Literal

import pydantic

from engine_reports.chart import AnyChart
from engine_reports.dashboard import KINDS as CHARTS
from lowcode.kernel import clock
from lowcode.kernel.names import Language
from lowcode.services.export_cells import guarded
from lowcode.services.message import Message
from lowcode.services.report_exports import BoardFile, files_of
from lowcode.services.report_messages import Answer, ReportAsk
from lowcode.services.report_paper import BoardOnPaper, TileOnPaper, found_rows
from lowcode.services.report_words import cells, head
from lowcode.settings import Settings

KINDS: Final = CHARTS
"""Every kind of chart by its word, read before any export."""
ChartFormat = Literal["excel", "csv", "pdf", "image"]
"""What a chart becomes."""


class ChartExport(Message):
    """What somebody wants to have of a chart."""

    chart: AnyChart
    """The chart with its question."""
    title: Annotated[str, pydantic.Field(max_length=200)] = ""
    """What stands above it."""
    format: ChartFormat = "excel"
    """What it becomes."""
    language: Language = "zh-CN"
    """The language."""


async def chart_on_paper(ask: Callable[[ReportAsk], Awaitable[Answer]], asked: ChartExport) -> BoardOnPaper:
    """Return a chart with its answer as whoever asks sees it. Raises `Invalid`, `Forbidden`, `Unavailable`."""
    answer = await ask(ReportAsk(query=asked.chart.query, analysis=asked.chart.analysed_by()))
    shown = asked.chart.label.text(asked.language) if asked.chart.label is not None else asked.chart.query.dataset
    title = asked.title or shown
    tile = TileOnPaper(title, asked.chart, answer)
    return BoardOnPaper(title, "", clock.now().astimezone(clock.zone()), asked.language, [tile])


def chart_file(board: BoardOnPaper, asked: ChartExport, settings: Settings) -> BoardFile:
    """Return a chart as a file; it takes a while, so that a thread does it."""
    if asked.format != "csv":
        return files_of(board, (asked.format,), settings)[0]
    name = f"{board.title} {board.at:%Y-%m-%d}.csv".replace("/", "-")
    return BoardFile(name, "text/csv; charset=utf-8", _lines(board.tiles[0], asked.language))


def _lines(tile: TileOnPaper, language: Language) -> bytes:
    """Return the groups of an answer as text with commas: numbers with all their digits, nothing that is computed.

    It begins with a mark of UTF-8, by which spreadsheets know how it is written.
    """
    assert tile.answer is not None
    written = io.StringIO()
    lines = csv.writer(written)
    found = found_rows(tile.answer, language)
    if found is not None:
        lines.writerow([guarded(one) for one in found[0]])
        lines.writerows([guarded(one) if isinstance(one, str) else one for one, _ in row] for row in found[1])
        return written.getvalue().encode("utf-8-sig")
    lines.writerow([guarded(head(one, language)) for one in tile.answer.columns])
    for row in tile.answer.rows:
        texts = cells(tile.answer, row, tile.formats, language)
        columns = zip(tile.answer.columns, row.values, texts, strict=True)
        lines.writerow(
            [
                ("" if value is None else value) if one.role == "measure" and one.type == "number" else guarded(text)
                for one, value, text in columns
            ]
        )
    return written.getvalue().encode("utf-8-sig")
