"""Drafts: what becomes of input under the logic of the form and the rights of who hands it in."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from engine_forms.field import Field, Json
from engine_forms.field_types.subtable import SubtableField
from engine_forms.fresh import FreshLogic
from engine_forms.identity import IdField
from engine_forms.stages import PRODUCT
from engine_forms.submission import Submission, Submitted
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.access import FormAccess
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import FIELD_NOT_ALLOWED, NO_TARGET
from lowcode.services.record_sources import Fetched
from lowcode.services.rights import RANK, FieldRight
from lowcode.store.bound import Bound
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection

_TURN: Final = 200
"""After how many records other work of the process has its turn."""


@dataclass(slots=True)
class Draft:
    """A record on its way into the database."""

    id: UUID
    """The record."""
    given: Mapping[str, Json]
    """The input by field."""
    stored: dict[str, Value] | None = None
    """The record as it is stored, None for a new one."""
    owner: UUID | None = None
    """Whose it is to be."""
    department: UUID | None = None
    """The department it is to belong to."""
    values: dict[str, Value] = field(default_factory=dict)
    """All values as they are to be."""
    changed: frozenset[str] = frozenset()
    """The fields that change."""
    ruled: frozenset[str] = frozenset()
    """The fields of the input that rules of the app have filled in, whatever whoever saves may do."""
    any_stage: bool = False
    """Whether it may stand in any state of its stages, as records of the past do."""
    diagnostics: list[Diagnostic] = field(default_factory=list)
    """What is wrong with it, and what whoever saves it should know."""

    @classmethod
    def of(
        cls,
        stored: dict[str, Value],
        given: Mapping[str, Json],
        owner: UUID | None = None,
        department: UUID | None = None,
    ) -> "Draft":
        """Return the draft of a change of a stored record; without an owner or department it keeps its own."""
        owner, department = owner or _id(stored["owner"]), department or _id(stored["department"])
        return cls(UUID(str(stored["id"])), given, stored, owner, department)

    @property
    def refused(self) -> bool:
        """Return whether it must not be saved."""
        return any(one.severity == "error" for one in self.diagnostics)

    @property
    def moved(self) -> bool:
        """Return whether a stored record gets another owner or department."""
        stored = self.stored or {}
        return _id(stored["owner"]) != self.owner or _id(stored["department"]) != self.department


def _id(value: Value) -> UUID | None:
    """Return a text as an id."""
    return UUID(value) if isinstance(value, str) else None


async def submit(
    connection: Connection, app: RecordApp, access: FormAccess, drafts: Sequence[Draft], *, any_stage: bool = False
) -> None:
    """Compute and check drafts: their values, what changes, and what is wrong with them."""
    if drafts:
        for one in drafts:
            one.any_stage |= any_stage
        await _submit(connection, app, access, drafts)
        if not access.reader.everything:
            await _check_targets(connection, app, access, drafts)


async def submit_fresh(
    connection: Connection, app: RecordApp, access: FormAccess, drafts: Sequence[Draft], fresh: FreshLogic
) -> None:
    """Compute and check many drafts of new records in any stage, of which it is known that their references exist.

    Those with which nothing is wrong go the short way; it comes to the same.
    """
    others: list[Draft] = []
    for at, one in enumerate(drafts):
        one.any_stage = True
        found = fresh.values(one.given)
        if found is None:
            others.append(one)
        else:
            one.values, one.changed = found
        if at % _TURN == 0:
            await asyncio.sleep(0)
    for start in range(0, len(others), _TURN):
        await _submit(connection, app, access, others[start : start + _TURN])
        await asyncio.sleep(0)


async def _submit(connection: Connection, app: RecordApp, access: FormAccess, drafts: Sequence[Draft]) -> None:
    """Compute and check drafts, apart from whether their references exist."""
    logic = app.logic(access.form)
    fetched = Fetched(app)
    around = [{**(one.stored or _around(access)), **one.given} for one in drafts]
    await fetched.fetch(connection, access.form, around, logic.plan.tree)
    user = access.reader.user
    if access.reader.everything:
        user = {**user, "roles": [*(user.get("roles") or []), PRODUCT]}
    for one in drafts:
        asked = Submission(access.form, one.given, one.stored, user or None, one.any_stage)
        _take(app, access.form, one, logic.submit(asked, fetched))


def _around(access: FormAccess) -> dict[str, Value]:
    """Return what is known of a record before it is created."""
    who = access.reader.user.get("id")
    return {"owner": who, "created by": who}


def _take(app: RecordApp, form: str, draft: Draft, found: Submitted) -> None:
    """Put what a submission comes to into a draft; new rows get their ids."""
    draft.values = dict(found.values)
    for name in app.statements(form).subtables:
        draft.values[name] = [{**row, "id": row.get("id") or str(new_id())} for row in found.values.get(name) or ()]
    draft.changed = found.changed
    draft.diagnostics += found.diagnostics


async def _check_targets(connection: Connection, app: RecordApp, access: FormAccess, drafts: Sequence[Draft]) -> None:
    """Report references to records that are not there, or that whoever handed them in may not see."""
    wanted: dict[str, dict[str, list[tuple[Draft, str]]]] = defaultdict(lambda: defaultdict(list))
    for draft in drafts:
        for path, target, id_ in _references(app, access.form, draft):
            wanted[target][id_].append((draft, path))
    for target, ids in wanted.items():
        other = app.access.of(access.reader, target)
        bound = Bound()
        listed = bound.put([UUID(one) for one in ids])
        predicate = other.predicate("see", bound)
        text = (
            f"SELECT r.id FROM {app.tables.shape(target).name} AS r "
            f"WHERE r.id = ANY ({listed}::uuid[]) AND r.trashed_at IS NULL AND {predicate}"
        )
        seen = {str(row["id"]) for row in await connection.fetch(*bound.over(text))}
        for id_, places in ids.items():
            if id_ not in seen:
                for draft, path in places:
                    draft.diagnostics.append(NO_TARGET.report(path=path))


def _references(app: RecordApp, form: str, draft: Draft) -> Iterator[tuple[str, str, str]]:
    """Iterate over the references that are entered and new: the path, the form and the id."""
    for name in (draft.changed & draft.given.keys()) - draft.ruled:
        shape = app.logic(form).shapes[name]
        if isinstance(shape, SubtableField):
            before = {row.get("id"): row for row in (draft.stored or {}).get(name) or ()}
            for at, row in enumerate(draft.values.get(name) or ()):
                for one in shape.fields:
                    old = before.get(row.get("id"), {}).get(one.name)
                    yield from _new_ids(app, one, row.get(one.name), old, f"/{name}/{at}/{one.name}")
        else:
            yield from _new_ids(app, shape, draft.values.get(name), (draft.stored or {}).get(name), f"/{name}")


def _new_ids(app: RecordApp, one: Field, value: Value, before: Value, path: str) -> Iterator[tuple[str, str, str]]:
    """Iterate over the ids of records in a value that were not there before."""
    if isinstance(one, IdField) and app.keeps(one.target):
        old = set(before if isinstance(before, list) else [before])
        for id_ in value if isinstance(value, list) else [value]:
            if isinstance(id_, str) and id_ not in old:
                yield path, one.target, id_


# --- rights -----------------------------------------------------------------------------------------------------------


def check_rights(app: RecordApp, form: str, draft: Draft, rights: Mapping[str, FieldRight]) -> None:
    """Report input for fields that may not be changed.

    What may be seen may be handed in as it is. What may not, may not even so: the answer would tell what it is.
    """
    shapes = app.logic(form).shapes
    for name, value in draft.given.items():
        if name not in shapes or name in draft.ruled or (rights[name] == "full" and not isinstance(value, list)):
            continue
        if RANK[rights[name]] < RANK["full"] and (RANK[rights[name]] < RANK["read_only"] or name in draft.changed):
            draft.diagnostics.append(FIELD_NOT_ALLOWED.report(path=f"/{name}"))
        shape = shapes[name]
        if isinstance(shape, SubtableField):
            _check_rows(name, shape, draft, value, rights)


def _check_rows(name: str, shape: SubtableField, draft: Draft, rows: Json, rights: Mapping[str, FieldRight]) -> None:
    """Report input for fields in rows that may not be changed."""
    before = {row.get("id"): row for row in (draft.stored or {}).get(name) or ()}
    after = draft.values.get(name) or []
    for at, row in enumerate(rows if isinstance(rows, list) else ()):
        for one in shape.fields:
            right = rights.get(f"{name}.{one.name}", "hidden")
            if not isinstance(row, dict) or one.name not in row or right == "full":
                continue
            old = before.get(row.get("id"), {}).get(one.name)
            same = at < len(after) and one.to_json(after[at].get(one.name)) == one.to_json(old)
            if RANK[right] < RANK["read_only"] or not same:
                draft.diagnostics.append(FIELD_NOT_ALLOWED.report(path=f"/{name}/{at}/{one.name}"))


# --- history ----------------------------------------------------------------------------------------------------------


def changes_of(app: RecordApp, form: str, draft: Draft) -> dict[str, Any]:
    """Return what the history holds of a draft: JSON before and after, of each stored field that changes."""
    if draft.stored is None:
        return _created(app, form, draft.values)
    statements = app.statements(form)
    stored = draft.stored
    found: dict[str, Any] = {}
    for name, shape in app.logic(form).shapes.items():
        if name not in statements.shape.fields and name not in statements.subtables:
            continue
        if name in draft.changed:
            found[name] = {"before": shape.to_json(stored.get(name)), "after": shape.to_json(draft.values.get(name))}
    for name, value in (("owner", draft.owner), ("department", draft.department)):
        before, after = stored.get(name), None if value is None else str(value)
        if before != after:
            found[name] = {"before": before, "after": after}
    return found


def _created(app: RecordApp, form: str, values: Mapping[str, Value]) -> dict[str, Any]:
    """Return what the history holds of a new record."""
    statements = app.statements(form)
    fields, subtables = statements.shape.fields, statements.subtables
    found: dict[str, Any] = {}
    for name, shape in app.logic(form).shapes.items():
        value = values.get(name)
        if value is not None and value != [] and (name in fields or name in subtables):
            found[name] = {"after": shape.to_json(value)}
    return found
