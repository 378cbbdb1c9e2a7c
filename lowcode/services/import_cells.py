"""`CellReader`: what a cell stands for as input of a field; references stay texts until they are looked up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from engine_forms import codes
from engine_forms.dictionary import Dictionary
from engine_forms.field import Field, Json, Refused
from engine_forms.field_types.dictionary import DictionaryField
from engine_forms.identity import IdField
from engine_forms.numeric import brief
from lowcode.services.import_columns import ID
from lowcode.services.import_sheets import Cell
from lowcode.services.record_app import RecordApp

_REMEMBERED: Final = 20_000
"""How many cells of a column are kept with what they stand for."""
_HALF_A_SECOND: Final = timedelta(milliseconds=500)
_SEPARATORS: Final = (";", "；", "\n", "、", ",", "，")
_PLAIN: Final = frozenset({"text", "long_text", "email", "url", "barcode", "colour", "credit_code", "id_card", "phone"})
"""Kinds whose input is the text itself."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a cell calls records, people or departments that are still to be found."""

    texts: tuple[str, ...]


class CellReader:
    """Reads the cells of one column."""

    def __init__(self, app: RecordApp, form: str, name: str) -> None:
        """Take the field that the column is meant for; `owner` and `id` for what every record has."""
        self.name = name
        self.subtable, _, self.inner = name.rpartition(".")
        """The sub-table whose rows the column is meant for, empty for the record itself; and the field there."""
        logic = app.logic(form)
        fields = logic.row_shapes[self.subtable] if self.subtable else logic.shapes
        self.shape: Field | None = fields.get(self.inner)
        self.several = isinstance(self.shape, IdField) and self.shape.several
        self.target: str | None = None
        if self.shape is None:
            self.target = None if name == ID else "user"
        elif isinstance(self.shape, IdField):
            self.target = self.shape.target
        self._known: dict[Cell, Json] = {}
        self._read = self._reading(app)

    def _reading(self, app: RecordApp) -> Callable[[str], Json]:
        """Return what reads the text of a cell."""
        shape = self.shape
        if shape is None or shape.kind in _PLAIN:
            return str.strip
        if isinstance(shape, DictionaryField):
            entries = app.forms.vocabulary(next(iter(app.forms.forms))).dictionary(shape.dictionary)
            return _entries(shape, entries)

        def read(text: str) -> Json:
            return shape.to_json(shape.read_text(text))

        return read

    def read(self, cell: Cell) -> Json | Named:
        """Return what a cell stands for, None when it is empty. Raises `Refused`."""
        if cell is None or cell == "":
            return None
        key = (cell, type(cell)) if isinstance(cell, bool | int | float) else cell
        try:
            return self._known[key]  # type: ignore[index]
        except KeyError:
            pass
        found = self.understood(cell)
        if len(self._known) < _REMEMBERED:
            self._known[key] = found  # type: ignore[index]
        return found

    def understood(self, cell: Cell) -> Json | Named:
        """Return what a cell stands for, as `read` does, without remembering it. Raises `Refused`."""
        text = cell.strip() if isinstance(cell, str) else cell_text(cell)
        if not text:
            return None
        return self._named(text) if self.target is not None else self._read(text)

    def _named(self, text: str) -> Named:
        """Return the names in a text."""
        if self.several:
            for separator in _SEPARATORS:
                if separator in text:
                    return Named(tuple(part.strip() for part in text.split(separator) if part.strip()))
        return Named((text,))


def _entries(shape: DictionaryField, known: Dictionary | None) -> Callable[[str], Json]:
    """Return what finds the entries of a dictionary by key, label or the labels from the top."""

    def one(text: str) -> str:
        found = known.find(text) if known is not None else None
        if found is None:
            raise Refused(codes.NO_ENTRY, found=brief(text))
        return found

    def read(text: str) -> Json:
        if not shape.several:
            return one(text)
        for separator in _SEPARATORS:
            if separator in text:
                return [one(part.strip()) for part in text.split(separator) if part.strip()]
        return [one(text)]

    return read


def cell_text(cell: Cell) -> str:
    """Return a cell as text: whole numbers without a point, days and instants as ISO 8601 writes them."""
    match cell:
        case None:
            return ""
        case str():
            return cell.strip()
        case bool():
            return "true" if cell else "false"
        case int():
            return str(cell)
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else _digits(cell)
        case datetime():
            # A time of a workbook is a fraction of a day, which need not hit the second.
            cell = (cell + _HALF_A_SECOND).replace(microsecond=0)
            whole = cell.hour == cell.minute == cell.second == 0
            return cell.date().isoformat() if whole else cell.isoformat(" ")
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat("seconds")
        case timedelta():
            minutes, seconds = divmod(round(cell.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _digits(number: float) -> str:
    """Return a number with the fifteen digits that a workbook keeps, without what binary fractions add."""
    return format(Decimal(f"{number:.15g}"), "f")


def shown(cell: Any) -> str:
    """Return a cell as people read it in a preview."""
    return cell_text(cell)
