"""`FormSources`: what a page asks for while somebody fills in a record, each answer under the rights of the reader."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Final
from uuid import UUID
from weakref import WeakKeyDictionary

import pydantic

from engine_forms.field import Field, Json, Refused
from engine_forms.field_types.reference import ReferenceField
from engine_forms.filters import SYSTEM_FIELDS
from engine_forms.identity import IdField
from engine_forms.situation import Tree
from engine_forms.submission import FormLogic
from engine_forms.system import PEOPLE
from engine_rules.expression import expression
from engine_rules.typed_json import write
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.errors import NotFound
from lowcode.kernel.names import label
from lowcode.services.access import FormAccess
from lowcode.services.accounts import Accounts
from lowcode.services.actor import Actor
from lowcode.services.candidates import (
    Narrowing,
    Offer,
    Offered,
    Place,
    Wanted,
    candidate_ids,
    in_order,
    telling_field,
)
from lowcode.services.departments import Departments
from lowcode.services.form_page import FormPage, form_page
from lowcode.services.live_reads import stale_with_live
from lowcode.services.message import Message
from lowcode.services.reader import Reader
from lowcode.services.record_app import RecordApp
from lowcode.services.record_drafts import Draft, submit
from lowcode.services.record_likeness import Likeness
from lowcode.services.record_reading import Reading
from lowcode.services.seen_contexts import SeenContexts
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection

NO_FIELD: Final = Code(
    "form-place-unknown",
    label("No field at {name} refers to something.", "{name} 处没有引用其他记录的字段。"),
    label("Load the page again; the form has been published anew.", "请重新加载页面；表单已重新发布。"),
)
_LOOKED_AT: Final = 5_000
"""The most records that are looked at one by one, where SQL cannot say a filter."""
_AT_ONCE: Final = 100
_MOST_IDS: Final = 200


class Chosen(Message):
    """Records that were chosen in a field."""

    place: Place
    """The field."""
    ids: Annotated[tuple[UUID, ...], pydantic.Field(max_length=_MOST_IDS)]
    """Their keys."""


class SeenRecords(Message):
    """What is known of records that were chosen."""

    values: dict[str, Any]
    """What expressions see of each, by id, with the types of the values."""
    titles: dict[str, str]
    """What the records that they refer to are called, by id."""


class Input(Message):
    """What somebody has entered so far."""

    values: dict[str, Any]
    """The fields, as they would be saved."""
    id: UUID | None = None
    """The record; None for a new one."""


class Findings(Message):
    """What is wrong with what somebody has entered so far."""

    diagnostics: tuple[Diagnostic, ...]
    """Everything, each with the place of its field."""


class FormSources:
    """The use cases around a form that is being filled in."""

    def __init__(self, reading: Reading, accounts: Accounts, departments: Departments) -> None:
        """Take where records, people and departments are looked at."""
        self._reading = reading
        self._accounts = accounts
        self._departments = departments
        self._pages: WeakKeyDictionary[RecordApp, dict[str, FormPage]] = WeakKeyDictionary()

    async def page(self, app: RecordApp, actor: Actor, form: str) -> FormPage:
        """Return a form with all that a page needs to fill it in. Raises `NotFound`, `Forbidden`."""
        async with self._reading.database.connection() as connection:
            reader = await self._reading.reader(connection, actor)
            access = self._reading.access(app, reader, form)
            pages = self._pages.setdefault(app, {})
            if form not in pages:
                pages[form] = form_page(app.name, app.logic(form), app.actions.values())
            blank = access.rights([True] * len(access.grants), None)
            return pages[form].model_copy(
                update={
                    "user": write(dict(reader.user)),
                    "hidden": tuple(sorted(name for name, right in blank.items() if right == "hidden")),
                }
            )

    async def candidates(self, app: RecordApp, actor: Actor, form: str, wanted: Wanted) -> Offered:
        """Return what a field offers. Raises `NotFound`, `Forbidden`."""
        field, logic = self._field(app, form, wanted.place)
        if field.target == "user":
            most = wanted.skip + wanted.limit + 1
            found = await self._accounts.page(actor, search=wanted.search, status="active", most=most)
            people_ = [Offer(id=one.id, title=one.display_name, note=one.email or "") for one in found]
            return _part(people_, wanted)
        if field.target == "department":
            word = wanted.search.strip().lower()
            every = await self._departments.tree(actor)
            return _part([Offer(id=one.id, title=one.name) for one in every if word in one.name.lower()], wanted)
        return await self._records(app, actor, logic, field, wanted)

    async def _records(self, app: RecordApp, actor: Actor, logic: FormLogic, field: IdField, wanted: Wanted) -> Offered:
        """Return the records that a reference offers."""
        async with self._reading.database.connection() as connection:
            reader = await self._reading.reader(connection, actor)
            access = self._reading.access(app, reader, field.target)
            narrowing = None
            if isinstance(field, ReferenceField) and field.filter is not None:
                subtable = _subtable(wanted.place)
                scope = app.forms.candidate_scope(field.target, logic.form.name, subtable)
                seen = await self._seen_record(connection, app, reader, logic, subtable, wanted.record)
                narrowing = Narrowing(expression(field.filter, scope), seen)
            ids = await candidate_ids(connection, app, access, wanted, narrowing)
            if ids is None and narrowing is not None:
                ids = await self._looked_through(connection, app, access, wanted, narrowing)
            return await self._told(connection, app, access, wanted, ids or [])

    async def _told(
        self, connection: Connection, app: RecordApp, access: FormAccess, wanted: Wanted, ids: Sequence[UUID]
    ) -> Offered:
        """Return candidates with their titles and the wanted columns."""
        shown = ids[: wanted.limit]
        loaded = await self._reading.load(connection, app, access, shown)
        loaded = [loaded[at] for at in in_order(shown, [one.values for one in loaded])]
        records = [one.values for one in loaded]
        form, reader = access.form, access.reader
        names = await self._reading.titles_of(connection, app, reader, form, shown)
        seen = self._reading.seen(app, access)
        title = app.forms.expression(app.forms.forms[form].title_expression, form)
        telling = telling_field(seen.shapes, title)
        rights = [seen.rights(one.values, one.holds) for one in loaded]
        titles: dict[str, str] = {}
        if wanted.columns:
            await self._reading.live(connection, app, reader, form, records)
            kept = [{name: one for name, one in values.items() if name in wanted.columns} for values in records]
            titles = await self._reading.titles(connection, app, reader, form, kept, rights)
        stale = await stale_with_live(connection, app, form, [one.stale for one in loaded])
        used = {*wanted.columns, *(route[0] for route in title.reads), *([] if telling is None else [telling])}
        found = []
        for values, right, waiting in zip(records, rights, stale, strict=True):
            told = seen.values(values, right)
            note = told.get(telling) if telling is not None else None
            id_ = str(values["id"])
            columns = {name: told[name] for name in wanted.columns if name in told}
            doubtful = any(name.partition(".")[0] in used for name in waiting if right.get(name, "hidden") != "hidden")
            offer = Offer(id=UUID(id_), title=names.get(id_, id_), note=str(note or ""), values=columns, stale=doubtful)
            found.append(offer)
        return Offered(candidates=tuple(found), more=len(ids) > wanted.limit, titles=titles)

    async def _looked_through(
        self, connection: Connection, app: RecordApp, access: FormAccess, wanted: Wanted, narrowing: Narrowing
    ) -> list[UUID]:
        """Return the keys of what is offered and of one more, where a filter has to be computed record by record."""
        found: list[UUID] = []
        needed = wanted.skip + wanted.limit + 1
        for skip in range(0, _LOOKED_AT, _AT_ONCE):
            step = wanted.model_copy(update={"skip": skip, "limit": _AT_ONCE})
            ids = await candidate_ids(connection, app, access, step, None) or []
            found += await self._passing(connection, app, access, narrowing, ids[:_AT_ONCE])
            if len(found) >= needed or len(ids) <= _AT_ONCE:
                break
        return found[wanted.skip : needed]

    async def _passing(
        self, connection: Connection, app: RecordApp, access: FormAccess, narrowing: Narrowing, ids: Sequence[UUID]
    ) -> list[UUID]:
        """Return the records that pass the filter of a reference."""
        tree = _tree_of_candidate(narrowing.condition.reads)
        keys = [str(one) for one in ids]
        contexts = await SeenContexts(self._reading, connection, app, access.reader).of(access.form, keys, tree)
        around = {"current user": dict(access.reader.user), "is new": False}
        found = narrowing.condition
        return [
            one
            for one in ids
            if str(one) in contexts
            and found.evaluate({**around, **contexts[str(one)], "record": narrowing.record}) is True
        ]

    async def _seen_record(
        self,
        connection: Connection,
        app: RecordApp,
        reader: Reader,
        logic: FormLogic,
        subtable: str,
        raw: Mapping[str, Json],
    ) -> dict[str, Value]:
        """Return what expressions see of the record on the page, or of one of its rows."""
        shapes: Mapping[str, Field] = logic.row_shapes[subtable] if subtable else logic.shapes
        values: dict[str, Value] = {
            name: _cleaned(shape, raw.get(name)) for name, shape in shapes.items() if name not in logic.plan.rows
        }
        tree = logic.plan.tree.get(subtable, {}) if subtable else logic.plan.tree
        contexts = SeenContexts(self._reading, connection, app, reader)
        if subtable:
            await contexts.lead_rows_on(shapes, [values], tree)
        else:
            await contexts.lead_on(logic.form.name, [values], tree)
        if subtable and isinstance(raw.get("parent"), dict):
            values["parent"] = await self._seen_record(connection, app, reader, logic, "", raw["parent"])
        return values

    async def seen(self, app: RecordApp, actor: Actor, form: str, chosen: Chosen) -> SeenRecords:
        """Return what expressions see of records that were chosen; of fields that the reader may see."""
        field, logic = self._field(app, form, chosen.place)
        tree = _at(logic.plan.tree, chosen.place)
        if isinstance(field, ReferenceField):
            scope = app.forms.candidate_scope(field.target, form, _subtable(chosen.place))
            for one in field.fill:
                tree = tree | _tree_of_candidate(expression(one.source, scope).reads)
        async with self._reading.database.connection() as connection:
            reader = await self._reading.reader(connection, actor)
            if field.target not in PEOPLE:
                self._reading.access(app, reader, field.target)
            ids = [str(one) for one in chosen.ids]
            found = await SeenContexts(self._reading, connection, app, reader).of(field.target, ids, tree)
            titles: dict[str, str] = {}
            for name, some in _referred(found.values()).items():
                target = getattr(app.forms.shaped(field.target, name), "target", "")
                titles |= await self._reading.titles_of(connection, app, reader, target, sorted(some)) if target else {}
        return SeenRecords(values={id_: write(context) for id_, context in found.items()}, titles=titles)

    async def check(self, app: RecordApp, actor: Actor, form: str, entered: Input) -> Findings:
        """Return what would be wrong with a record if it were saved now; nothing is saved.

        Beside what the form itself demands: values that have to be unique and are taken, and records that are called
        nearly the same. Raises `NotFound`, `Forbidden`.
        """
        async with self._reading.database.connection() as connection:
            reader = await self._reading.reader(connection, actor)
            action = "create" if entered.id is None else "edit"
            access = self._reading.access(app, reader, form, action)
            stored = None
            if entered.id is not None:
                stored = (await self._reading.one(connection, app, access, entered.id)).values
            draft = Draft(entered.id or new_id(), entered.values, stored)
            await submit(connection, app, access, [draft])
            likeness = Likeness(app, access)
            draft.diagnostics += await likeness.taken(connection, draft)
            draft.diagnostics += await likeness.similar(connection, draft)
        return Findings(diagnostics=tuple(draft.diagnostics))

    def _field(self, app: RecordApp, form: str, place: str) -> tuple[IdField, FormLogic]:
        """Return the field at a place, with the logic of the form. Raises `NotFound` when it refers to nothing."""
        app.form(form)
        logic = app.logic(form)
        name = place.rpartition("/")[2]
        subtable = _subtable(place)
        shapes: Mapping[str, Field] = logic.row_shapes.get(subtable, {}) if subtable else logic.shapes
        # Filters and changes of many records choose among people and departments too.
        found = shapes.get(name) or (None if subtable else SYSTEM_FIELDS.get(name))
        if not isinstance(found, IdField):
            message = f"there is no field {place} that refers to something"
            raise NotFound(message, [NO_FIELD.report(path="/place", name=place)])
        return found, logic


def _subtable(place: str) -> str:
    """Return the sub-table of a place, nothing for a field of the record."""
    return place.rpartition("/")[0]


def _at(tree: Tree, place: str) -> Tree:
    """Return what is read of a field's value."""
    for name in place.split("/"):
        tree = tree.get(name, {})
    return tree


def _referred(contexts: Iterable[Mapping[str, Value]]) -> dict[str, set[UUID]]:
    """Return the ids of the records that contexts hold, by the name under which they stand."""
    found: dict[str, set[UUID]] = {}
    for context in contexts:
        for name, value in context.items():
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict) and isinstance(one.get("id"), str):
                    found.setdefault(name, set()).add(UUID(one["id"]))
    return found


def _tree_of_candidate(reads: Any) -> Tree:
    """Return what a filter reads of a candidate."""
    tree: Tree = {}
    for route in reads:
        if route[0] not in {"record", "current user", "is new"}:
            place = tree
            for name in route:
                place = place.setdefault(name, {})
    return tree


def _cleaned(shape: Field, raw: Json) -> Value:
    """Return the value of input, null for what is not accepted yet."""
    try:
        return shape.clean(raw)
    except Refused:
        return None


def _part(every: Sequence[Offer], wanted: Wanted) -> Offered:
    """Return the part of candidates that is wanted."""
    ids = frozenset(wanted.ids)
    left = [one for one in every if not ids or one.id in ids][wanted.skip :]
    return Offered(candidates=tuple(left[: wanted.limit]), more=len(left) > wanted.limit)
