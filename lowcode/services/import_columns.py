"""Which fields can be imported and exported under which titles, and which column of a file means which."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from engine_forms.field import Field
from engine_forms.field_types.subtable import SubtableField
from engine_forms.identity import IdField
from lowcode.kernel.names import Label, label
from lowcode.services.access import FormAccess
from lowcode.services.import_sheets import Row
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp
from lowcode.services.rights import FieldRight

ID: Final = "id"
"""The key of a record."""
OWNER: Final = "owner"
"""Whose a record is."""
SYSTEM: Final[Mapping[str, Label]] = {ID: label("Record ID", "记录ID"), OWNER: label("Owner", "负责人")}
"""What every record has that can be imported."""
_NOT_IMPORTED: Final = frozenset({"button", "file", "image", "signature"})
_KEYS: Final = frozenset({"text", "numeric", "bigint", "date", "uuid", "timestamptz"})
"""What is stored of fields by which records are recognised."""
_NOISE: Final = re.compile(r"[\s_*＊:：\-]+|[(（\[【].*?[)）\]】]\s*$")
_ALIKE: Final = 0.82
"""From which similarity on a title is taken for that of a field."""
_HEADS: Final = 15
"""Among how many rows the titles are looked for."""


class ImportTarget(Message):
    """A field that a column can be meant for."""

    name: str
    """The field; `lines.product` in rows of a sub-table; `id` and `owner` for what every record has."""
    label: Label
    """What people call it."""
    kind: str
    """The kind of the field."""
    required: bool = False
    """Whether a new record needs it."""
    key: bool = False
    """Whether records can be recognised by it."""
    unique: bool = False
    """Whether it alone tells records apart."""
    only_key: bool = False
    """Whether it cannot be changed, only serve to recognise records."""


def targets(app: RecordApp, access: FormAccess) -> list[ImportTarget]:
    """Return what can be imported: fields that are kept, not computed, and that the reader may fill in or see."""
    form, logic = app.form(access.form), app.logic(access.form)
    rights = access.rights([True] * len(access.grants), None)
    found: list[ImportTarget] = []
    for one in form.fields:
        shape = logic.shapes[one.name]
        right = "full" if access.reader.everything else rights[one.name]
        if isinstance(shape, SubtableField) and right == "full":
            found += _row_targets(app, access, one.name, rights)
        if not _is_kept(app, access.form, one, shape) or right in {"hidden", "masked"}:
            continue
        only_key = one.formula(logic.vocabulary) is not None or one.kind == "serial_number" or right != "full"
        key = _is_key(shape) and one.name not in access.sensitive
        if only_key and not key:
            continue
        required = one.required is True and one.default is None and not only_key
        found.append(
            ImportTarget(
                name=one.name,
                label=one.label,
                kind=shape.kind,
                required=required,
                key=key,
                unique=one.unique,
                only_key=only_key,
            )
        )
    found.append(ImportTarget(name=OWNER, label=SYSTEM[OWNER], kind="user"))
    found.append(ImportTarget(name=ID, label=SYSTEM[ID], kind="text", key=True, unique=True, only_key=True))
    return found


def _row_targets(
    app: RecordApp, access: FormAccess, subtable: str, rights: Mapping[str, FieldRight]
) -> Iterator[ImportTarget]:
    """Iterate over the fields of the rows of a sub-table that can be imported; rows that are records are not."""
    logic = app.logic(access.form)
    if subtable not in app.statements(access.form).subtables:
        return
    rows = logic.plan.rows[subtable]
    for one in rows.fields:
        shape, name = logic.row_shapes[subtable][one.name], f"{subtable}.{one.name}"
        files = isinstance(shape, IdField) and shape.target == "file"
        if one.formula(rows.vocabulary) is not None or one.kind in _NOT_IMPORTED or files or not shape.columns():
            continue
        if access.reader.everything or rights.get(name) == "full":
            required = one.required is True and one.default is None
            title = row_label(logic.shapes[subtable], shape)
            yield ImportTarget(name=name, label=title, kind=shape.kind, required=required)


def row_label(subtable: Field, field: Field) -> Label:
    """Return what a field of the rows of a sub-table is called above a column."""
    own, inner = subtable.label, field.label
    return label(f"{own.en}: {inner.en}", f"{own.zh_cn}：{inner.zh_cn}")


def _is_kept(app: RecordApp, form: str, one: Field, shape: Field) -> bool:
    """Return whether the value of a field stands in columns, and has a form as text."""
    if isinstance(shape, SubtableField) or one.kind in _NOT_IMPORTED:
        return False
    if isinstance(shape, IdField) and shape.target == "file":
        return False
    return one.name in app.tables.shape(form).fields


def _is_key(shape: Field) -> bool:
    """Return whether records can be recognised by a field."""
    columns = shape.columns()
    return len(columns) == 1 and columns[0].storage in _KEYS


# --- titles -----------------------------------------------------------------------------------------------------------


def folded(text: str) -> str:
    """Return a title without differences of width, case, spaces, marks and what stands in brackets behind it."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold().strip())


def mapped(titles: Sequence[str], offered: Iterable[ImportTarget]) -> list[str | None]:
    """Return the field of each title: the one called so in either language or by its name, else the most similar."""
    known: dict[str, str] = {}
    for one in offered:
        for text in (one.label.zh_cn, one.label.en, one.name):
            known.setdefault(folded(text), one.name)
    found: list[str | None] = [known.get(folded(title)) if folded(title) else None for title in titles]
    taken: set[str] = set()
    for at, name in enumerate(found):
        if name in taken:
            found[at] = None
        elif name is not None:
            taken.add(name)
    for at, title in enumerate(titles):
        if found[at] is None and folded(title):
            near = difflib.get_close_matches(folded(title), known, 1, _ALIKE)
            name = known[near[0]] if near else None
            if name is not None and name not in taken:
                found[at] = name
                taken.add(name)
    return found


def header(rows: Sequence[Row], offered: Sequence[ImportTarget]) -> int:
    """Return which row (from 0) holds the titles: the one that names most fields, else the first that is full."""

    def titles(row: Row) -> list[str]:
        return [cell.strip() if isinstance(cell, str) else "" for cell in row]

    some = rows[:_HEADS]
    named = [sum(name is not None for name in mapped(titles(row), offered)) for row in some]
    if max(named, default=0) > 0:
        return named.index(max(named))
    filled = [sum(bool(one) for one in titles(row)) for row in some]
    return next((at for at, count in enumerate(filled) if count * 2 >= max(filled) > 0), 0)
