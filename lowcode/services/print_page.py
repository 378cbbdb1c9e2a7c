"""`pdf_of`: simple HTML as a PDF, with Chinese text, made in this process and without reaching for anything outside."""

import io
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final, Literal

from lxml import etree
from reportlab.lib import colors, pagesizes
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, HRFlowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

Paper = Literal["A4", "A5", "letter"]

_PAPERS: Final = {"A4": pagesizes.A4, "A5": pagesizes.A5, "letter": pagesizes.LETTER}
_CHINESE: Final = "STSong-Light"
"""The Chinese font that PDF readers bring themselves (Adobe-GB1), so that none has to be shipped."""
_SIZES: Final = {"h1": 18.0, "h2": 14.0, "h3": 12.0}
_ALIGNED: Final[dict[str, Literal[0, 1, 2]]] = {"": 0, "center": 1, "right": 2}
_BLOCKS: Final = frozenset(
    {"h1", "h2", "h3", "p", "div", "table", "ul", "ol", "li", "hr", "section", "header", "footer"}
)
_INLINE: Final = {"b": "b", "strong": "b", "i": "i", "em": "i", "u": "u", "sub": "sub", "sup": "super"}
_LONGEST: Final = 36.0
"""Letters for which a column gets room; longer texts take several lines."""
_BESIDE: Final = 3.0
"""Room beside the text of a cell, in letters."""
_PADDING: Final = 6.0
"""What a page leaves free inside its margins on each side, in points."""


def pdf_of(
    body: str, *, title: str = "", paper: Paper = "A4", landscape: bool = False, font: Path | None = None
) -> bytes:
    """Return HTML as a PDF; of the tags it knows headings, paragraphs, lists, tables, rules and emphasis.

    `font` is a TrueType file to embed; without one the document names a Chinese font that every reader has.
    """
    size = pagesizes.landscape(_PAPERS[paper]) if landscape else _PAPERS[paper]
    written = io.BytesIO()
    document = SimpleDocTemplate(
        written,
        pagesize=size,
        leftMargin=18 * mm,
        rightMargin=18 * mm,
        topMargin=18 * mm,
        bottomMargin=18 * mm,
        title=title,
        author="",
        creator="lowcode",
    )
    page = _Page(font_of(font), document.width - 2 * _PADDING)
    document.build(list(page.flow(_parsed(body))) or [Spacer(1, 1)])
    return written.getvalue()


def _parsed(body: str) -> Any:
    """Return the elements of HTML, however it is written."""
    parser = etree.HTMLParser(no_network=True, remove_comments=True, encoding="utf-8")
    return etree.fromstring(f"<html><body>{body}</body></html>".encode(), parser).find("body")


@cache
def font_of(file: Path | None) -> str:
    """Return the name of a font, made known to the library once."""
    if file is None:
        pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))
        pdfmetrics.registerFontFamily(_CHINESE, _CHINESE, _CHINESE, _CHINESE, _CHINESE)
        return _CHINESE
    name = f"font-{file.stem}"
    pdfmetrics.registerFont(TTFont(name, str(file)))
    pdfmetrics.registerFontFamily(name, name, name, name, name)
    return name


class _Page:
    """Turns elements into what flows down the pages."""

    def __init__(self, font: str, width: float) -> None:
        """Take the name of the font, and the width between the margins."""
        self.font = font
        self.width = width

    def flow(self, element: Any) -> Iterator[Flowable]:
        """Iterate over what stands in an element."""
        loose: list[str] = [escape(element.text or "")]
        for one in element:
            tag = one.tag if isinstance(one.tag, str) else ""
            if tag in _BLOCKS:
                yield from self._loose(loose)
                loose = []
                yield from self._block(tag, one)
            elif tag:
                loose.append(_inline(one))
            loose.append(escape(one.tail or ""))
        yield from self._loose(loose)

    def _loose(self, pieces: Iterable[str], tag: str = "p", align: str = "") -> Iterator[Flowable]:
        """Iterate over a paragraph of text, when there is any."""
        text = "".join(pieces).strip()
        if text:
            yield Paragraph(text, self._style(tag, align))

    def _block(self, tag: str, element: Any) -> Iterator[Flowable]:
        """Iterate over what a block becomes."""
        align = _align(element)
        if tag == "hr":
            yield HRFlowable(width="100%", color=colors.grey, spaceBefore=4, spaceAfter=4)
        elif tag == "table":
            yield from self._table(element)
        elif tag in {"ul", "ol"}:
            for at, one in enumerate(element.iterchildren("li"), 1):
                mark = "• " if tag == "ul" else f"{at}. "
                yield Paragraph(mark + _inner(one), self._style("li", ""))
        elif any(isinstance(one.tag, str) and one.tag in _BLOCKS for one in element):
            yield from self.flow(element)
        else:
            yield from self._loose([_inner(element)], tag, align)

    def _table(self, element: Any) -> Iterator[Flowable]:
        """Iterate over a table, whose columns share the width by what stands in them."""
        rows: list[list[Any]] = []
        heads = 0
        for row in element.iter("tr"):
            cells = [one for one in row if one.tag in {"td", "th"}]
            heads += bool(cells) and all(one.tag == "th" for one in cells) and heads == len(rows)
            rows.append([Paragraph(_inner(one), self._style("td", _align(one))) for one in cells])
        most = max((len(row) for row in rows), default=0)
        if not most:
            return
        filled = [[*row, *[""] * (most - len(row))] for row in rows]
        table = Table(filled, colWidths=_widths(element, most, self.width), repeatRows=heads, hAlign="LEFT")
        lines: list[Any] = [("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
        shade: list[Any] = [("BACKGROUND", (0, 0), (-1, heads - 1), colors.whitesmoke)] if heads else []
        table.setStyle(TableStyle([*lines, *shade]))
        yield table
        yield Spacer(1, 6)

    def _style(self, tag: str, align: str) -> ParagraphStyle:
        """Return how text looks in a block."""
        size = _SIZES.get(tag, 10.5 if tag != "td" else 9.5)
        return ParagraphStyle(
            f"{tag}{align}",
            fontName=self.font,
            fontSize=size,
            leading=size * 1.5,
            spaceBefore=size * 0.4 if tag in _SIZES else 0,
            spaceAfter=0 if tag == "td" else 5,
            alignment=_ALIGNED[align or ("center" if tag == "h1" else "")],
            leftIndent=8 if tag == "li" else 0,
            wordWrap="CJK",
        )


def _inner(element: Any) -> str:
    """Return what stands in an element as the markup of paragraphs."""
    pieces = [escape(element.text or "")]
    for one in element:
        if isinstance(one.tag, str):
            pieces.append(_inline(one))
        pieces.append(escape(one.tail or ""))
    return "".join(pieces).strip()


def _inline(element: Any) -> str:
    """Return an element inside a line as the markup of paragraphs; of an unknown one only its text."""
    if element.tag == "br":
        return "<br/>"
    if element.tag in {"script", "style", "img", "iframe", "object"}:
        return ""
    inner, known = _inner(element), _INLINE.get(element.tag)
    return f"<{known}>{inner}</{known}>" if known else inner


def _align(element: Any) -> str:
    """Return how the text of an element is aligned: `center`, `right`, or nothing."""
    said = (element.get("align") or "") + (element.get("style") or "").replace(" ", "")
    return next((one for one in ("center", "right") if one in said), "")


def _length(text: str) -> float:
    """Return how long a text is by the width of Latin letters, of which a Chinese one takes two."""
    return float(sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text))


def _widths(element: Any, most: int, width: float) -> list[float]:
    """Return the widths of columns: as a table says in `data-widths="3,1,1"`, else by the longest text."""
    said = (element.get("data-widths") or "").replace(" ", "").split(",")
    shares = [float(one) for one in said if one.replace(".", "", 1).isdigit()]
    if len(shares) != most or not all(shares):
        shares = [0.0] * most
        for row in element.iter("tr"):
            for at, cell in enumerate(one for one in row if one.tag in {"td", "th"}):
                shares[at] = max(shares[at], min(_LONGEST, _length("".join(cell.itertext()))))
        shares = [one + _BESIDE for one in shares]
    return [width * one / sum(shares) for one in shares]
