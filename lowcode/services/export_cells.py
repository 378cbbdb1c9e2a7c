"""What stands in the cells of an export: text as people read it, numbers, days and times as a workbook keeps them."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias

from engine_forms.field import Field, Json
from engine_forms.field_types.dictionary import DictionaryField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.identity import IdField
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.kernel.names import Language
from lowcode.services.record_app import RecordApp

Cell: TypeAlias = str | Decimal | int | bool | date | datetime | None
"""What stands in a cell; instants have no zone any more, they are those of the reader's clock."""

_NUMBERS: Final = frozenset({"number", "money", "percent", "rating", "slider", "rollup", "formula"})
_REMEMBERED: Final = 20_000
"""How many contents of a column are kept with their cells."""
FIRST_DAY: Final = date(1899, 12, 30).toordinal()
"""The day that a workbook counts from."""
_EARLIEST: Final = date(1900, 3, 1)
"""From which day on all programs count alike: some take 1900 for a leap year."""
_EXACT: Final = 15
"""Digits that a number of a workbook keeps."""
GUARDED: Final = re.compile(r"'*[=+\-@\t\r]")
"""How texts begin that a spreadsheet may run, or that look as if they were kept from it."""
_MOST_CHARACTERS: Final = 32_767
"""The longest text of a cell."""
_DANGEROUS: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])
"""Characters that no workbook keeps."""


def entry_text(app: RecordApp, shape: DictionaryField, value: Value, language: Language) -> str:
    """Return entries of a dictionary as people read them."""
    known = app.forms.vocabulary(next(iter(app.forms.forms))).dictionary(shape.dictionary)
    texts = []
    for key in value if isinstance(value, list) else [value]:
        way = known.by_key.get(key) if known is not None else None
        own = way[-1].label.text(language) if way else str(key)
        # Where two entries are called alike, the way from the top tells them apart.
        if way and known is not None and known.find(own) != key:
            own = "/".join(one.label.text(language) for one in way)
            own = own if known.find(own) == key else str(key)
        texts.append(own)
    return ("; " if language == "en" else "；").join(texts)


def cell_of(app: RecordApp, shape: Field, language: Language) -> Callable[[Json, Mapping[str, str]], Cell]:
    """Return what makes a cell of a value as JSON and of the titles of what it refers to."""
    if isinstance(shape, IdField):
        return lambda raw, titles: _titles(raw, titles, language)
    if isinstance(shape, SubtableField):
        return lambda raw, _: shape.text(raw or [], language) if raw else None
    if isinstance(shape, DictionaryField):
        return lambda raw, _: None if raw is None else entry_text(app, shape, raw, language)
    if shape.kind in _NUMBERS or hasattr(shape, "rounded"):
        return _remembered(lambda raw: _number(shape, raw, language))
    if shape.kind == "date_time":
        return lambda raw, _: None if raw is None else _moment(shape.clean(raw))
    if shape.kind == "date" and getattr(shape, "precision", "day") == "day":
        return _remembered(_day)
    if type(shape).written is Field.written:
        # A value that is its own JSON needs no reading.
        return _remembered(lambda raw: shape.text(raw, language))
    return _remembered(lambda raw: shape.text(shape.clean(raw), language))


def _remembered(made: Callable[[Json], Cell]) -> Callable[[Json, Mapping[str, str]], Cell]:
    """Return what makes the cells of a column, each content but once; nothing stays nothing."""
    known: dict[str, Cell] = {}

    def cell(raw: Json, _: Mapping[str, str]) -> Cell:
        if raw is None:
            return None
        if not isinstance(raw, str):
            return made(raw)
        found = known.get(raw)
        if found is None:
            if len(known) > _REMEMBERED:
                known.clear()
            found = known[raw] = made(raw)
        return found

    return cell


def _titles(raw: Json, titles: Mapping[str, str], language: Language) -> str | None:
    """Return what is referred to as people call it; what the reader may not see is left out."""
    ids = raw if isinstance(raw, list) else [raw] if raw else []
    texts = [titles[one] for one in ids if one in titles]
    return ("; " if language == "en" else "；").join(texts) or None


def _day(raw: Json) -> Cell:
    """Return a day; as text when a workbook does not count so far back."""
    found = date.fromisoformat(raw)
    return found if found >= _EARLIEST else raw


def _moment(moment: Value) -> Cell:
    """Return an instant by the reader's clock; as text with its zone when the clock shows that time twice."""
    assert isinstance(moment, datetime)
    seen = moment.astimezone(clock.zone())
    twice = seen.replace(fold=0).utcoffset() != seen.replace(fold=1).utcoffset()
    if twice or seen.date() < _EARLIEST:
        return seen.replace(microsecond=0).isoformat(" ")
    return local(moment)


def local(moment: datetime) -> datetime:
    """Return an instant by the reader's clock, to the second and without its zone."""
    return moment.astimezone(clock.zone()).replace(tzinfo=None, microsecond=0)


def _number(shape: Field, raw: Json, language: Language) -> Cell:
    """Return a number; as text when a workbook would lose digits of it, or it is none."""
    value = shape.clean(raw)
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        return shape.text(value, language)
    digits = Decimal(value).normalize().as_tuple().digits
    return Decimal(value) if len(digits) <= _EXACT else format(Decimal(value), "f")


def number_format(shape: Field | None) -> str:
    """Return how a workbook shows the numbers of a field."""
    scale = getattr(shape, "scale", None)
    if shape is None or not isinstance(scale, int):
        return "General"
    if shape.kind == "percent":
        return "0%" if scale <= 2 else f"0.{'0' * (scale - 2)}%"
    return "#,##0" if scale == 0 else f"#,##0.{'0' * scale}"


def clean(text: str) -> str:
    """Return a text without what no cell keeps."""
    return text.translate(_DANGEROUS)[:_MOST_CHARACTERS]


def guarded(text: str) -> str:
    """Return a text for a file without types, so that no spreadsheet takes it for a formula."""
    return f"'{text}" if GUARDED.match(text) else text


def plain_text(cell: Cell) -> str:
    """Return a cell as text."""
    match cell:
        case None:
            return ""
        case str():
            return guarded(cell)
        case datetime():
            return cell.isoformat(" ")
        case date():
            return cell.isoformat()
        case Decimal():
            return format(cell, "f")
        case _:
            return str(cell)
