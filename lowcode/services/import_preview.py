"""The first rows of an import as they would be saved, for whoever maps the columns."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, Literal
from uuid import UUID

from engine_forms.field import Field, Json
from engine_forms.field_types.dictionary import DictionaryField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.identity import IdField
from engine_rules.values import Value
from lowcode.kernel.names import Language, label
from lowcode.services.export_cells import entry_text
from lowcode.services.import_columns import ID, OWNER, SYSTEM, ImportTarget
from lowcode.services.import_loading import Loading, RowDraft
from lowcode.services.import_messages import ImportPreview, ImportPreviewRow, ImportProblem
from lowcode.services.record_reading import Reading
from lowcode.services.rights import RANK, FieldRight
from lowcode.store.statement import Connection

_GIVEN_LATER: Final = "…"
"""What stands for a number that is given when the record is saved."""
_ROW: Final = label("{count} row", "{count} 行")
_ROWS: Final = label("{count} rows", "{count} 行")


async def preview_of(
    connection: Connection, reading: Reading, loading: Loading, rows: Sequence[RowDraft], language: Language
) -> ImportPreview:
    """Return rows that were tried as they would be saved; computed values stand behind those of the columns."""
    shapes = loading.app.logic(loading.access.form).shapes
    columns = list(loading.mapping.columns.values())
    rights = loading.access.rights([True] * len(loading.access.grants), None)
    shown = [name for name in columns if name in shapes or name in {ID, OWNER}]
    for name, shape in shapes.items():
        seen = loading.access.reader.everything or RANK[rights[name]] >= RANK["read_only"]
        kept = shape.columns() or name in loading.app.statements(loading.access.form).subtables
        if name not in shown and seen and kept and any(_value(one, name) for one in rows):
            shown.append(name)
    known = await _known(connection, reading, loading, rows)
    titles = await _titles(connection, reading, loading, rows, shown)
    fields = tuple(_target(shapes, name) for name in shown)
    told = (_row(loading, one, _open(loading, one, shown, known), titles, language) for one in rows)
    return ImportPreview(fields=fields, rows=tuple(told))


async def _known(
    connection: Connection, reading: Reading, loading: Loading, rows: Sequence[RowDraft]
) -> dict[UUID, Mapping[str, FieldRight]]:
    """Return the rights at the fields of the records that rows change."""
    access = loading.app.access.of(loading.access.reader, loading.access.form)
    ids = [one.id for one in rows if one.id is not None]
    loaded = await reading.load(connection, loading.app, access, ids) if ids else []
    seen = reading.seen(loading.app, access)
    return {UUID(str(one.values["id"])): seen.rights(one.values, one.holds) for one in loaded}


def _open(
    loading: Loading, row: RowDraft, names: Sequence[str], known: Mapping[UUID, Mapping[str, FieldRight]]
) -> list[str]:
    """Return what is shown of a row: what stands in the file, and of the record there is what may be seen of it."""
    if row.id is None:
        return [name for name in names if name in row.given or name not in loading.access.sensitive]
    rights = known.get(row.id, {})
    return [
        name
        for name in names
        if name in row.given
        or name in {ID, OWNER}
        or (RANK[rights.get(name, "hidden")] >= RANK["read_only"] and name not in loading.access.sensitive)
    ]


def _target(shapes: dict[str, Field], name: str) -> ImportTarget:
    """Return a field of the preview."""
    shape = shapes.get(name)
    if shape is None:
        return ImportTarget(name=name, label=SYSTEM[name], kind="user" if name == OWNER else "text")
    return ImportTarget(name=name, label=shape.label, kind=shape.kind)


def _value(row: RowDraft, name: str) -> Value:
    """Return the value of a field as it would be."""
    if name == OWNER:
        return None if row.owner is None else str(row.owner)
    if name == ID:
        return None if row.id is None else str(row.id)
    return None if row.draft is None else row.draft.values.get(name)


async def _titles(
    connection: Connection, reading: Reading, loading: Loading, rows: Sequence[RowDraft], names: Sequence[str]
) -> dict[str, str]:
    """Return what the values of references are called."""
    shapes = loading.app.logic(loading.access.form).shapes
    wanted: dict[str, set[str]] = defaultdict(set)
    for name in names:
        shape = shapes.get(name)
        target = shape.target if isinstance(shape, IdField) else "user" if name == OWNER else None
        if target is None:
            continue
        for row in rows:
            value = _value(row, name)
            wanted[target].update(value if isinstance(value, list) else [value] if isinstance(value, str) else [])
    found: dict[str, str] = {}
    for target, ids in wanted.items():
        some = [UUID(one) for one in ids]
        found |= await reading.titles_of(connection, loading.app, loading.access.reader, target, some)
    return found


def _row(
    loading: Loading, row: RowDraft, names: Sequence[str], titles: dict[str, str], language: Language
) -> ImportPreviewRow:
    """Return a row of the preview."""
    shapes = loading.app.logic(loading.access.form).shapes
    values: dict[str, Json] = {}
    unread = {one.path for one in row.problems if one.path.removeprefix("/") not in row.given}
    for name in names:
        value, shape = _value(row, name), shapes.get(name)
        # Where a cell could not be read, what stands there instead would mislead.
        if value is None or value == [] or f"/{name}" in unread:
            continue
        if shape is not None and shape.kind == "serial_number" and row.id is None:
            values[name] = _GIVEN_LATER
        elif shape is None or isinstance(shape, IdField):
            ids: list[str] = value if isinstance(value, list) else [str(value)]
            values[name] = ("; " if language == "en" else "；").join(titles.get(one, one) for one in ids)
        elif isinstance(shape, SubtableField):
            values[name] = (_ROW if len(value) == 1 else _ROWS).text(language).format(count=len(value))
        elif isinstance(shape, DictionaryField):
            values[name] = entry_text(loading.app, shape, value, language)
        else:
            values[name] = shape.text(value, language)
    problems = tuple(
        ImportProblem(row=row.place(one.path), column=loading.column(one.path), problem=one) for one in row.problems
    )
    action: Literal["create", "update", "none"]
    if row.refused:
        return ImportPreviewRow(row=row.row, action="refused", values=values, problems=problems)
    changed = row.draft is not None and (row.draft.changed or row.id is None)
    action = "create" if row.id is None else "update" if changed else "none"
    return ImportPreviewRow(row=row.row, action=action, values=values, problems=problems)
