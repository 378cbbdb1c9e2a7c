"""`Sheets`: the tables in a file that somebody hands in, a workbook or text with separators."""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, TypeAlias

import python_calamine

from lowcode.kernel.errors import Invalid
from lowcode.services.export_cells import GUARDED
from lowcode.services.transfer_codes import FILE_EMPTY, FILE_NOT_READ, FILE_TOO_LARGE, NO_SHEET, TOO_MANY_ROWS

MOST_ROWS: Final = 200_000
"""The most rows of a sheet."""
MOST_COLUMNS: Final = 500
"""The most columns that are looked at."""
_LARGEST: Final = 600
"""Megabytes of an unpacked workbook."""
_SEPARATORS: Final = ",\t;|，；"
_LOOKED_AT: Final = 30
"""Lines by which the separator is found out."""

Cell: TypeAlias = str | float | int | bool | date | datetime | time | timedelta | None
"""What stands in a cell; nothing is None."""
Row: TypeAlias = Sequence[Cell]
"""The cells of a row, from the first column on; those at the end may be missing."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """The tables in one file, as far as they were read."""

    names: tuple[str, ...]
    """All sheets; one without a name for text."""
    name: str
    """The sheet that was read."""
    rows: list[list[Cell]]
    """Its rows from the first on; the number of a row in the file is its place, from 1."""
    encoding: str = ""
    """How text is written; empty for a workbook."""
    separator: str = ""
    """What stands between two cells of text."""

    @property
    def width(self) -> int:
        """Return how many columns there are."""
        return max((len(row) for row in self.rows), default=0)


def read_sheets(content: bytes, name: str | None = None) -> Sheets:
    """Return the sheet of a file, the first that is not empty unless `name` says which. Raises `Invalid`."""
    found = _workbook(content, name) if content.startswith(b"PK\x03\x04") else _text(content)
    rows = len(found.rows)
    if rows > MOST_ROWS + 1:
        message = "the sheet has too many rows"
        raise Invalid(message, [TOO_MANY_ROWS.report(found=rows, limit=MOST_ROWS)])
    if not any(_filled(row) for row in found.rows):
        message = "the sheet is empty"
        raise Invalid(message, [FILE_EMPTY.report()])
    return found


def _filled(row: Row) -> bool:
    """Return whether anything stands in a row."""
    # The first question is much the faster one; a zero is something too.
    return any(row) or any(cell not in (None, "") for cell in row)


# --- workbooks --------------------------------------------------------------------------------------------------------


def _workbook(content: bytes, name: str | None) -> Sheets:
    """Return a sheet of a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > _LARGEST * 1_000_000:
                message = "the workbook is too large"
                raise Invalid(message, [FILE_TOO_LARGE.report(limit=_LARGEST)])
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = tuple(book.sheet_names)
        if name is not None and name not in names:
            message = "there is no such sheet"
            raise Invalid(message, [NO_SHEET.report(name=name, known=", ".join(names))])
        for each in names if name is None else (name,):
            rows = _cells(book, each)
            if rows:
                return Sheets(names, each, rows)
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError) as error:
        message = "the workbook cannot be read"
        raise Invalid(message, [FILE_NOT_READ.report()]) from error
    return Sheets(names, name or (names[0] if names else ""), [])


def _cells(book: python_calamine.CalamineWorkbook, name: str) -> list[list[Cell]]:
    """Return the cells of a sheet, without the empty rows at its end."""
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > MOST_ROWS + 1:
        message = "the sheet has too many rows"
        raise Invalid(message, [TOO_MANY_ROWS.report(found=sheet.total_height, limit=MOST_ROWS)])
    rows: list[list[Cell]] = [list(row[:MOST_COLUMNS]) for row in sheet.to_python(skip_empty_area=False)]
    while rows and not _filled(rows[-1]):
        rows.pop()
    return rows


# --- text -------------------------------------------------------------------------------------------------------------


def _text(content: bytes) -> Sheets:
    """Return a table of text, whose encoding and separator are found out."""
    encoding, text = _decoded(content)
    if "\0" in text:
        message = "the file is no text"
        raise Invalid(message, [FILE_NOT_READ.report()])
    separator = _separator(text)
    rows: list[list[Cell]] = [list(row[:MOST_COLUMNS]) for row in _lines(text, separator)]
    while rows and not _filled(rows[-1]):
        rows.pop()
    return Sheets(("",), "", rows, encoding, separator)


def _decoded(content: bytes) -> tuple[str, str]:
    """Return the encoding of text, and the text: Unicode with or without a mark, otherwise GB 18030."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return encoding, content.decode(encoding)
        except UnicodeDecodeError:
            continue
    message = "the text cannot be read"
    raise Invalid(message, [FILE_NOT_READ.report()])


def _separator(text: str) -> str:
    """Return what stands between cells: what divides the first lines into most columns, as many in each."""
    head = "\n".join(text.splitlines()[:_LOOKED_AT])
    if match := re.match(r"sep=(.)\n", head):
        return match[1]

    def columns(separator: str) -> tuple[int, int]:
        widths = [len(row) for row in _lines(head, separator) if row]
        least = min(widths, default=0)
        return (least, -len(set(widths))) if least > 1 else (sum(one > 1 for one in widths) and 1, -len(set(widths)))

    return max(_SEPARATORS, key=columns)


def _unguarded(cell: str) -> str:
    """Return a cell without the mark that an export puts before what a spreadsheet would run."""
    return cell[1:] if cell[:1] == "'" and GUARDED.match(cell) else cell


def _lines(text: str, separator: str) -> Iterator[list[str]]:
    """Iterate over the rows of a text. Raises `Invalid`."""
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            yield [_unguarded(cell) for cell in row]
    except csv.Error as error:
        message = "the text is no table"
        raise Invalid(message, [FILE_NOT_READ.report()]) from error
