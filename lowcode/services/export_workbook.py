"""`Workbook`: a workbook with one sheet, written row by row and never whole in memory.

The parts of the file and their elements are those of Office Open XML (ECMA-376 part 1, sections 18.3 and 18.8, and
part 2 for the package). Texts stand in their cells, so that nothing has to be remembered of the rows that are written.
"""

import tempfile
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Final

from lowcode.services.export_cells import FIRST_DAY, Cell, clean

_WIDEST: Final = 40
_AT_ONCE: Final = 1 << 18
"""Characters that are written together."""
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES: Final = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
)
_RELATIONS: Final = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_PARTS: Final = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
_FONTS: Final = (
    '<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><color rgb="FFCF1322"/><name val="Calibri"/></font></fonts>'
    '<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFF0F2F5"/></patternFill></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFFFF1F0"/></patternFill></fill></fills>'
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '<border><left/><right/><top/><bottom style="thin"><color auto="1"/></bottom><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
)
_PLAIN, _TITLE, _LOUD, _DAY, _INSTANT, _FIRST_FORMAT = range(6)
"""The styles of cells; those of the columns follow."""


class Workbook:
    """A workbook with one sheet, whose first row holds the titles and stays in sight."""

    def __init__(
        self, path: Path, name: str, titles: Sequence[str], formats: Sequence[str], *, highlighted: int | None = None
    ) -> None:
        """Take where it goes, the name of the sheet, what stands above the columns and how their numbers look.

        `highlighted` is a column whose title stands out.
        """
        self._path = path
        self._name = sheet_name(name)
        self._formats = sorted({*formats} - {"General"})
        styles = {one: at for at, one in enumerate(self._formats, _FIRST_FORMAT)} | {"General": _PLAIN}
        letters = [column_letters(at) for at in range(len(titles))]
        self._columns = [(letter, _number(styles[one])) for letter, one in zip(letters, formats, strict=True)]
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115 - closed at the end
        self._waiting: list[str] = []
        self._size = 0
        self._at = 1
        self._begin(titles)
        cells = (
            _text(letter, "1", title, _LOUD if at == highlighted else _TITLE)
            for at, (letter, title) in enumerate(zip(letters, titles, strict=True))
        )
        self._put(f'<row r="1">{"".join(cells)}</row>')

    def _begin(self, titles: Sequence[str]) -> None:
        """Write what stands before the rows."""
        widths = (min(max(10, 2 + sum(2 if one > "\u2e80" else 1 for one in title)), _WIDEST) for title in titles)
        columns = "".join(
            f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(widths, 1)
        )
        self._put(
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView tabSelected="1" workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>"
        )

    def row(self, cells: Sequence[Cell]) -> None:
        """Add a row."""
        self._at += 1
        place = str(self._at)
        parts = [f'<row r="{place}">']
        for (letter, number), one in zip(self._columns, cells, strict=True):
            if one is None or one == "":
                continue
            kind = type(one)
            if kind is str:
                parts.append(_text(letter, place, one))  # type: ignore[arg-type]
            else:
                parts.append(_WRITERS.get(kind, number)(f"{letter}{place}", one))
        parts.append("</row>")
        self._put("".join(parts))

    def _put(self, text: str) -> None:
        """Add to the sheet."""
        self._waiting.append(text)
        self._size += len(text)
        if self._size > _AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        """Write what waits."""
        self._file.write("".join(self._waiting))
        self._waiting, self._size = [], 0

    def close(self) -> None:
        """Finish the file."""
        self._put("</sheetData></worksheet>")
        self._flush()
        name = escape(self._name)
        book = f'<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets>'
        with self._file, zipfile.ZipFile(self._path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as packed:
            packed.writestr("[Content_Types].xml", _TYPES)
            packed.writestr("_rels/.rels", _RELATIONS)
            packed.writestr(
                "xl/workbook.xml", f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{book}</workbook>'
            )
            packed.writestr("xl/_rels/workbook.xml.rels", _PARTS)
            packed.writestr("xl/styles.xml", self._styles())
            self._file.seek(0)
            with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
                while piece := self._file.read(_AT_ONCE):
                    sheet.write(piece.encode())

    def _styles(self) -> str:
        """Return the part with the styles."""
        listed = ["yyyy-mm-dd", "yyyy-mm-dd hh:mm", *self._formats]
        formats = "".join(
            f'<numFmt numFmtId="{at}" formatCode="{escape(one)}"/>' for at, one in enumerate(listed, _OWN_FORMATS)
        )
        title = '<xf numFmtId="0" fontId="{}" fillId="{}" borderId="1" xfId="0" applyFont="1" applyFill="1"/>'
        used = '<xf numFmtId="{}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        cells = [used.format(0), title.format(1, 2), title.format(2, 3)]
        cells += [used.format(_OWN_FORMATS + at) for at in range(len(listed))]
        return (
            f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="{len(listed)}">{formats}</numFmts>{_FONTS}'
            f'<cellXfs count="{len(cells)}">{"".join(cells)}</cellXfs></styleSheet>'
        )


_OWN_FORMATS: Final = 164
"""The first number of formats that a workbook brings itself."""


def _text(letter: str, place: str, text: str, style: int = _PLAIN) -> str:
    """Return a cell with a text."""
    kept = escape(clean(text), quote=False)
    space = ' xml:space="preserve"' if kept[:1].isspace() or kept[-1:].isspace() or "\n" in kept else ""
    styled = f' s="{style}"' if style else ""
    return f'<c r="{letter}{place}"{styled} t="inlineStr"><is><t{space}>{kept}</t></is></c>'


def _number(style: int) -> Callable[[str, Cell], str]:
    """Return what writes a number with a style."""
    styled = f' s="{style}"' if style else ""

    def cell(place: str, value: Cell) -> str:
        text = format(value, "f") if isinstance(value, Decimal) else str(value)
        return f'<c r="{place}"{styled}><v>{text}</v></c>'

    return cell


def _truth(place: str, value: Cell) -> str:
    """Return a cell with a truth value."""
    return f'<c r="{place}" t="b"><v>{int(bool(value))}</v></c>'


def _day(place: str, value: Cell) -> str:
    """Return a cell with a day, counted from the end of 1899."""
    assert isinstance(value, date)
    return f'<c r="{place}" s="{_DAY}"><v>{value.toordinal() - FIRST_DAY}</v></c>'


def _instant(place: str, value: Cell) -> str:
    """Return a cell with a day and a time, which is a fraction of the day."""
    assert isinstance(value, datetime)
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return f'<c r="{place}" s="{_INSTANT}"><v>{value.toordinal() - FIRST_DAY + seconds / 86400!r}</v></c>'


_WRITERS: Final[dict[type, Callable[[str, Cell], str]]] = {bool: _truth, date: _day, datetime: _instant}
"""What writes the cells that look alike in all columns."""


def column_letters(at: int) -> str:
    """Return what a column (from 0) is called: A, B, …, Z, AA."""
    letters, at = "", at + 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def sheet_name(text: str) -> str:
    """Return a text as the name of a sheet: no special characters, and at most 31."""
    return "".join(" " if one in "[]:*?/\\'" else one for one in text).strip()[:31] or "Sheet1"
