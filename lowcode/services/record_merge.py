"""`clashes`: whether a change and those that were saved since it began concern the same fields."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from engine_forms.field import Field, Json, Refused
from engine_forms.field_types.subtable import SubtableField
from lowcode.kernel.names import Label, label
from lowcode.services.access import FormAccess
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import CHANGED_ELSEWHERE
from lowcode.services.record_conflict import Clash, FieldConflict
from lowcode.services.record_drafts import Draft
from lowcode.services.rights import RANK, FieldRight
from lowcode.store.statement import Connection, Statement

_SINCE: Final = Statement(
    """
    SELECT changes FROM record_change
    WHERE form = :form AND record_id = :record_id AND version > CAST(:version AS bigint) ORDER BY version, id
    """
)
"""What was changed since a version."""

_NOTHING: Final = label("empty", "空")


async def clashes(
    connection: Connection,
    app: RecordApp,
    access: FormAccess,
    rights: Mapping[str, FieldRight],
    draft: Draft,
    version: int,
) -> None:
    """Raise `FieldConflict` when others changed a field since a version that the draft changes to something else.

    `rights` are those at what is seen: what may not be seen is no conflict, it may not be changed either.
    """
    assert draft.stored is not None
    rows = await _SINCE.rows(
        connection, form=app.place(access.form), record_id=UUID(str(draft.stored["id"])), version=version
    )
    before: dict[str, Any] = {}
    for row in rows:
        for name, change in row["changes"].items():
            before.setdefault(name, _visible(access, name, change.get("before"), rights))
    found = []
    for name, raw in draft.given.items():
        shape = app.logic(access.form).shapes.get(name)
        if shape is None or name not in before or RANK[rights[name]] < RANK["read_only"]:
            continue
        mine = _visible(access, name, _json(shape, raw), rights)
        theirs = _visible(access, name, shape.to_json(draft.stored.get(name)), rights)
        # To make the same of it is a clash too: who counts up from what they saw must hear that others did.
        if mine != before[name]:
            told = name not in access.sensitive
            base, present = (before[name], theirs) if told else (None, None)
            found.append(Clash(field=name, base=base, mine=mine, theirs=present))
    if found:
        shapes = app.logic(access.form).shapes
        diagnostics = [
            CHANGED_ELSEWHERE.report(
                path=f"/{one.field}",
                field=shapes[one.field].label,
                mine=_text(shapes[one.field], one.mine),
                theirs=_text(shapes[one.field], one.theirs),
            )
            for one in found
        ]
        now = draft.stored["version"]
        assert isinstance(now, int)
        raise FieldConflict(now, found, diagnostics)
    # What is handed in as it was when the change began is no change: what others made of it stays.
    kept = {
        name
        for name in before
        if name in draft.given
        and _visible(access, name, _json_of(app, access.form, name, draft), rights) == before[name]
    }
    draft.given = {name: raw for name, raw in draft.given.items() if name not in kept}


def _visible(access: FormAccess, name: str, value: Json, rights: Mapping[str, FieldRight]) -> Json:
    """Return a value as JSON, of rows only the fields that may be seen whole."""
    if name not in access.subtables or not isinstance(value, list):
        return value
    whole = {inner for inner in access.subtables[name] if _is_whole(access, f"{name}.{inner}", rights)} | {"id"}
    return [{inner: part for inner, part in row.items() if inner in whole} for row in value]


def _is_whole(access: FormAccess, name: str, rights: Mapping[str, FieldRight]) -> bool:
    """Return whether a field may be seen whole."""
    return RANK[rights.get(name, "hidden")] >= RANK["read_only"] and name not in access.sensitive


def _json_of(app: RecordApp, form: str, name: str, draft: Draft) -> Json:
    """Return the input of a field as JSON in its usual form."""
    shape = app.logic(form).shapes.get(name)
    return draft.given[name] if shape is None else _json(shape, draft.given[name])


def _json(shape: Field, raw: Json) -> Json:
    """Return input as JSON in its usual form; as it is when it is not accepted."""
    try:
        return shape.to_json(shape.clean(raw))
    except Refused:
        return raw


def _text(shape: Field, value: Json) -> Label:
    """Return a value as people read it."""
    try:
        cleaned = shape.clean(value)
    except Refused:
        return label(str(value), str(value))
    if cleaned is None:
        return _NOTHING
    if isinstance(shape, SubtableField):
        return label(f"{len(cleaned)} rows", f"{len(cleaned)} 行")
    return label(shape.text(cleaned, "en"), shape.text(cleaned, "zh-CN"))
