"""Workbooks and tables of text that are written row by row, and never whole in memory."""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Protocol

import xlsxwriter

from lowcode.services.export_cells import Cell, clean, plain_text

_MOST_OPTIONS: Final = 255
"""The most characters of the options of a cell that are written into the sheet itself."""
_WIDEST: Final = 40
_PREPARED: Final = 1_000
"""Rows of a template that offer options."""


class Written(Protocol):
    """A file that takes rows."""

    def row(self, cells: Sequence[Cell]) -> None:
        """Add a row."""

    def close(self) -> None:
        """Finish the file."""


class TextFile:
    """A table of text, with the mark by which spreadsheets recognise Unicode."""

    def __init__(self, path: Path, titles: Sequence[str]) -> None:
        """Take where it goes and what stands above the columns."""
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._file)
        self.row(titles)

    def row(self, cells: Sequence[Cell]) -> None:
        """Add a row."""
        self._rows.writerow([plain_text(one) for one in cells])

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class Workbook:
    """A workbook with one sheet."""

    def __init__(
        self, path: Path, name: str, titles: Sequence[str], formats: Sequence[str], *, highlighted: int | None = None
    ) -> None:
        """Take where it goes, the name of the sheet, what stands above the columns and how their numbers look.

        `highlighted` is a column whose title stands out.
        """
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._sheet = self._book.add_worksheet(sheet_name(name))
        self._at = 1
        self._formats = [self._book.add_format({"num_format": one}) for one in formats]
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._instant = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for at, title in enumerate(titles):
            self._sheet.set_column(at, at, min(max(10, 2 + sum(2 if one > "\u2e80" else 1 for one in title)), _WIDEST))
        self._sheet.freeze_panes(1, 0)
        head = self._book.add_format({"bold": True, "bg_color": "#F0F2F5", "bottom": 1})
        loud = self._book.add_format({"bold": True, "bg_color": "#FFF1F0", "font_color": "#CF1322", "bottom": 1})
        for at, title in enumerate(titles):
            self._sheet.write_string(0, at, clean(title), loud if at == highlighted else head)

    def row(self, cells: Sequence[Cell]) -> None:
        """Add a row."""
        sheet, at = self._sheet, self._at
        for place, one in enumerate(cells):
            match one:
                case None | "":
                    pass
                case str():
                    sheet.write_string(at, place, clean(one))
                case bool():
                    sheet.write_boolean(at, place, one)
                case datetime():
                    sheet.write_datetime(at, place, one, self._instant)
                case date():
                    sheet.write_datetime(at, place, datetime(one.year, one.month, one.day), self._day)  # noqa: DTZ001 - a day
                case Decimal() | int():
                    sheet.write_number(at, place, float(one), self._formats[place])
        self._at += 1

    def close(self) -> None:
        """Finish the file."""
        self._book.close()


def template(path: Path, name: str, columns: Sequence[tuple[str, str, Sequence[str]]]) -> None:
    """Write an empty workbook to fill in: of each column the title, a hint, and the options if there are any."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet(sheet_name(name))
    head = book.add_format({"bold": True, "bg_color": "#F0F2F5", "bottom": 1})
    lists: Any = None
    for at, (title, hint, options) in enumerate(columns):
        sheet.set_column(at, at, 18)
        sheet.write_string(0, at, clean(title), head)
        if hint:
            sheet.write_comment(0, at, clean(hint), {"x_scale": 2})
        if not options:
            continue
        source: Any = list(options)
        if sum(len(one) + 1 for one in options) > _MOST_OPTIONS or any("," in one for one in options):
            if lists is None:
                lists = book.add_worksheet("lists")
                lists.hide()
            for row, one in enumerate(options):
                lists.write_string(row, at, clean(one))
            column = xlsxwriter.utility.xl_col_to_name(at)
            source = f"=lists!${column}$1:${column}${len(options)}"
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(1, at, _PREPARED, at, rule)
    sheet.freeze_panes(1, 0)
    book.close()


def sheet_name(text: str) -> str:
    """Return a text as the name of a sheet: no special characters, and at most 31."""
    return "".join(" " if one in "[]:*?/\\'" else one for one in text).strip()[:31] or "Sheet1"
