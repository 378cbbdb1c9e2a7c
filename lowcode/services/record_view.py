"""`RecordView`: a record as one reader may see it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pydantic

from engine_forms.field import Field, Json
from engine_forms.field_types.subtable import SubtableField
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.access import FormAccess
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp
from lowcode.services.rights import RANK, FieldRight
from lowcode.services.stored_file import StoredFile
from lowcode.store.bound import Bound
from lowcode.store.stale_records import ALL

MASK = "***"
"""What stands for a value of which nothing is shown."""


class RecordView(Message):
    """A record, as far as the reader may see it."""

    id: UUID
    """The key, which grows with the time of creation."""
    version: int
    """Grows with every change; a change says which one it started from."""
    created_at: datetime
    """When it was created."""
    created_by: UUID | None
    """By whom."""
    updated_at: datetime
    """When it was changed last."""
    updated_by: UUID | None
    """By whom."""
    owner: UUID | None
    """Whose it is."""
    department: UUID | None
    """The department it belongs to."""
    trashed_at: datetime | None = None
    """When it was put into the trash; None while it is not there."""
    values: dict[str, Json]
    """The fields that the reader may see, as JSON; of masked ones a text with the middle hidden."""
    masked: tuple[str, ...] = ()
    """The fields that are masked; in the rows of a sub-table as `lines.cost`."""
    locked: tuple[str, ...] = ()
    """The fields that the reader may see and not change."""
    stale: tuple[str, ...] = ()
    """The fields whose values are not up to date: a job is computing them anew; in rows as `lines.cost`."""
    titles: dict[str, str] = pydantic.Field(default_factory=dict)
    """What the records, people and departments that it refers to are called, by id, as far as they may be seen."""
    files: tuple[StoredFile, ...] = ()
    """The files that it has, as far as they may be seen; lists leave them out."""
    warnings: tuple[Diagnostic, ...] = ()
    """What whoever saved it should know."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one set of rights shows of records: made once, since most records of a list have the same."""

    rights: Mapping[str, FieldRight]
    """The rights."""
    fields: tuple[tuple[str, Callable[[Value], Json]], ...]
    """The fields that may be seen, each with what writes its value."""
    masked: tuple[str, ...]
    """The fields that are masked."""
    locked: tuple[str, ...]
    """The fields that may be seen and not changed."""


class Seen:
    """The fields of one form with their shapes, to make views with."""

    def __init__(self, access: FormAccess, shapes: Mapping[str, Field]) -> None:
        """Take what the reader may do, and the fields."""
        self.access = access
        self.shapes = shapes
        self._all: Mapping[str, FieldRight] = dict.fromkeys(access.names, "full")
        self._shown: dict[int, _Shown] = {}

    def rights(self, values: Mapping[str, Value], holds: Sequence[bool]) -> Mapping[str, FieldRight]:
        """Return the rights at the fields of a record, of which the grants for seeing that hold are known."""
        if self.access.reader.everything:
            return self._all
        state = values.get(self.access.state) if self.access.state else None
        return self.access.rights(holds, state if isinstance(state, str) else None)

    def shown(self, rights: Mapping[str, FieldRight]) -> _Shown:
        """Return what rights show."""
        found = self._shown.get(id(rights))
        if found is None or found.rights is not rights:
            found = self._shown[id(rights)] = _Shown(
                rights,
                tuple((name, self._writer(name, rights)) for name in self.shapes if rights[name] != "hidden"),
                self._masked(rights),
                tuple(name for name, right in rights.items() if right != "hidden" and RANK[right] < RANK["full"]),
            )
        return found

    def values(self, values: Mapping[str, Value], rights: Mapping[str, FieldRight]) -> dict[str, Json]:
        """Return the values that may be seen, as JSON."""
        return {name: write(values.get(name)) for name, write in self.shown(rights).fields}

    def _writer(self, name: str, rights: Mapping[str, FieldRight]) -> Callable[[Value], Json]:
        """Return what writes the value of a field as JSON."""
        shape = self.shapes[name]
        if rights[name] == "masked" or name in self.access.sensitive:
            return lambda value: None if value is None else mask(shape, value)
        if isinstance(shape, SubtableField):
            return lambda value: [self._row(name, shape, row, rights) for row in value or ()]
        return shape.to_json

    def _row(
        self, subtable: str, shape: SubtableField, row: Mapping[str, Value], rights: Mapping[str, FieldRight]
    ) -> dict[str, Json]:
        """Return the values of a row that may be seen."""
        found: dict[str, Json] = {"id": row.get("id")}
        for one in shape.fields:
            name = f"{subtable}.{one.name}"
            right = rights.get(name, "hidden")
            value = row.get(one.name)
            if right == "masked" or name in self.access.sensitive:
                found[one.name] = None if value is None else mask(one, value)
            elif right != "hidden":
                found[one.name] = one.to_json(value)
        return found

    def _masked(self, rights: Mapping[str, FieldRight]) -> tuple[str, ...]:
        """Return the fields that are masked."""
        sensitive = self.access.sensitive
        return tuple(
            name for name, right in rights.items() if right == "masked" or (name in sensitive and right != "hidden")
        )

    def recorded(self, changes: Mapping[str, Any], rights: Mapping[str, FieldRight]) -> dict[str, Any]:
        """Return what the history holds of a change, as far as it may be seen."""
        found: dict[str, Any] = {}
        for name, change in changes.items():
            if name not in self.shapes:
                if name in {"owner", "department"}:
                    found[name] = change
                continue
            right = rights[name]
            if right == "hidden":
                continue
            hide = right == "masked" or name in self.access.sensitive
            found[name] = {
                side: self._told(name, part, rights, hide=hide) for side, part in change.items() if side in _SIDES
            }
        return found

    def _told(self, name: str, part: Json, rights: Mapping[str, FieldRight], *, hide: bool) -> Json:
        """Return one side of a change, as far as it may be seen."""
        if hide:
            return None if part is None else MASK
        if not isinstance(self.shapes[name], SubtableField):
            return part
        rows = []
        for row in part or ():
            kept: dict[str, Json] = {"id": row.get("id")}
            for inner, value in row.items():
                right = rights.get(f"{name}.{inner}", "hidden")
                if right == "masked" or f"{name}.{inner}" in self.access.sensitive:
                    kept[inner] = None if value is None else MASK
                elif right != "hidden":
                    kept[inner] = value
            rows.append(kept)
        return rows


_SIDES = ("before", "after")


def mask(shape: Field, value: Value) -> str:
    """Return a value with its middle hidden."""
    return MASK if isinstance(shape, SubtableField) else shape.masked(value, "zh-CN")


def view(
    values: Mapping[str, Value],
    seen: Seen,
    rights: Mapping[str, FieldRight],
    *,
    titles: Mapping[str, str] | None = None,
    files: Sequence[StoredFile] = (),
    stale: Sequence[str] = (),
    warnings: Sequence[Diagnostic] = (),
) -> RecordView:
    """Return a record as a reader may see it."""
    shown = seen.shown(rights)
    return RecordView(
        id=values["id"],
        version=values["version"],
        created_at=values["created at"],
        created_by=values["created by"],
        updated_at=values["updated at"],
        updated_by=values["updated by"],
        owner=values["owner"],
        department=values["department"],
        trashed_at=values.get("trashed at"),
        values=seen.values(values, rights),
        masked=shown.masked,
        locked=shown.locked,
        stale=tuple(name for name in sorted(stale) if rights.get(name, "hidden") != "hidden") if stale else (),
        titles=dict(titles or {}),
        files=tuple(files),
        warnings=tuple(warnings),
    )


def stale_column(app: RecordApp, form: str, bound: Bound) -> str:
    """Return what to add to a SELECT list, so that it tells in `stale` which values of `r` are being computed anew.

    It is read with the values, under the same snapshot: none is called up to date that is not.
    """
    if form not in app.dependencies.dependents and not app.stored_values(form):
        return ""
    return (
        ", (SELECT array_agg(DISTINCT one) FROM record_stale AS s, unnest(s.fields) AS one "
        f"WHERE s.form = {bound.put(app.place(form))}::text "
        f"AND s.record_id IN (r.id, {bound.put(ALL)}::uuid)) AS stale"
    )
