"""`board_of`: a dashboard with all its answers, as somebody sees it, ready to become a file."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from engine_reports.dashboard import Tile
from lowcode.kernel import clock
from lowcode.kernel.errors import Forbidden, Invalid, LowcodeError, Unavailable
from lowcode.kernel.names import Language
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp
from lowcode.services.report_messages import Answer, TileAsk
from lowcode.services.report_paper import (
    PDF,
    PNG,
    XLSX,
    BoardOnPaper,
    TileOnPaper,
    pdf_of_board,
    picture_of,
    sheets_of,
)
from lowcode.services.reports import Reports
from lowcode.settings import Settings

FileFormat = Literal["pdf", "excel", "image"]
"""What a dashboard becomes."""
TYPES: Final[Mapping[FileFormat, tuple[str, str]]] = {
    "pdf": (PDF, "pdf"),
    "excel": (XLSX, "xlsx"),
    "image": (PNG, "png"),
}
"""The media type and the ending of each."""


class BoardExport(Message):
    """What somebody wants to have of a dashboard."""

    format: FileFormat
    """What it becomes."""
    choices: TileAsk = TileAsk()
    """What is chosen in its filters."""
    language: Language = "zh-CN"
    """The language."""


@dataclass(frozen=True, slots=True)
class BoardFile:
    """A dashboard as a file."""

    name: str
    media_type: str
    content: bytes


async def board_of(
    reports: Reports, app: RecordApp, actor: Actor, name: str, choices: TileAsk, language: Language
) -> BoardOnPaper:
    """Return a dashboard with the answers of its charts as an actor sees it. Raises `NotFound`, `Invalid`.

    A chart whose question is refused says so in its place.
    """
    dashboard = await reports.dashboard(app, actor, name)
    tiles = [
        await _tile(lambda tile: reports.tile(app, actor, name, tile, choices), one, language)
        for one in sorted(dashboard.tiles, key=lambda tile: (tile.y, tile.x))
        if one.chart is not None
    ]
    about = dashboard.description.text(language) if dashboard.description is not None else ""
    return BoardOnPaper(dashboard.label.text(language), about, clock.now().astimezone(clock.zone()), language, tiles)


async def _tile(ask: Callable[[str], Awaitable[Answer]], tile: Tile, language: Language) -> TileOnPaper:
    """Return a chart with its answer."""
    assert tile.chart is not None
    title = tile.chart.label.text(language) if tile.chart.label is not None else tile.name
    try:
        answer = await ask(tile.name)
    except (Invalid, Forbidden, Unavailable) as error:
        return TileOnPaper(title, tile.chart, None, told(error, language))
    return TileOnPaper(title, tile.chart, answer)


def files_of(board: BoardOnPaper, formats: tuple[FileFormat, ...], settings: Settings) -> list[BoardFile]:
    """Return a dashboard as files; it takes a while, so that a thread does it."""
    pdf = pdf_of_board(board, settings.print_font) if {"pdf", "image"} & {*formats} else b""
    made: dict[FileFormat, bytes] = {}
    for one in formats:
        made[one] = pdf if one == "pdf" else picture_of(pdf) if one == "image" else sheets_of(board)
    stem = f"{board.title} {board.at:%Y-%m-%d}".replace("/", "-")
    return [BoardFile(f"{stem}.{TYPES[one][1]}", TYPES[one][0], content) for one, content in made.items()]


def told(error: LowcodeError, language: Language) -> str:
    """Return what is said of an error to people."""
    return error.diagnostics[0].message.text(language) if error.diagnostics else str(error)
