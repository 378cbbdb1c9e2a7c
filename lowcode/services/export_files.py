"""Workbooks and tables of text that are written row by row, and never whole in memory."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import xlsxwriter

from lowcode.services.export_cells import Cell, clean, plain_text
from lowcode.services.export_workbook import sheet_name

_MOST_OPTIONS: Final = 255
"""The most characters of the options of a cell that are written into the sheet itself."""
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
