"""`FormSources`: what a page asks for while somebody fills in a record, each answer under the rights of the reader."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Final
from uuid import UUID
from weakref import WeakKeyDictionary

import pydantic

from engine_forms.field import Field, Json, Refused
from engine_forms.field_types.reference import ReferenceField
from engine_forms.identity import IdField
from engine_forms.situation import Situation, Tree
from engine_forms.submission import FormLogic
from engine_forms.system import PEOPLE
from engine_rules.expression import expression
from engine_rules.typed_json import write
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.errors import NotFound
from lowcode.kernel.names import label
from lowcode.services.accounts import Accounts
from lowcode.services.actor import Actor
from lowcode.services.departments import Departments
from lowcode.services.form_page import FormPage, form_page
from lowcode.services.message import Message
from lowcode.services.reader import Reader, department_context, user_context
from lowcode.services.record_app import RecordApp
from lowcode.services.record_drafts import Draft, submit
from lowcode.services.record_query import Query
from lowcode.services.record_reading import Reading
from lowcode.services.record_sources import Fetched
from lowcode.store import people
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection

NO_FIELD: Final = Code(
    "form-place-unknown",
    label("No field at {name} refers to something.", "{name} 处没有引用其他记录的字段。"),
    label("Load the page again; the form has been published anew.", "请重新加载页面；表单已重新发布。"),
)
_OFFERED: Final = 20
"""The most candidates of an answer."""
_LOOKED_AT: Final = 200
"""The most records that are looked at for them."""
_MOST_IDS: Final = 200

Place = Annotated[str, pydantic.Field(max_length=120)]
"""A field, or a sub-table and a field of its rows: `lines/product`."""


class Wanted(Message):
    """What is looked for in a field that refers to something."""

    place: Place
    """The field."""
    search: Annotated[str, pydantic.Field(max_length=200)] = ""
    """A part of what it is called; all if nothing is said."""
    record: dict[str, Any] = pydantic.Field(default={})
    """The values of the record as they are on the page; for a row its own, with those of the record under `parent`."""


class Candidate(Message):
    """Something that can be chosen."""

    id: UUID
    """Its key."""
    title: str
    """What it is called."""
    note: str = ""
    """What tells it from others with the same title."""


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
                pages[form] = form_page(app.name, app.logic(form))
            blank = access.rights([True] * len(access.grants), None)
            return pages[form].model_copy(
                update={
                    "user": write(dict(reader.user)),
                    "hidden": tuple(sorted(name for name, right in blank.items() if right == "hidden")),
                }
            )

    async def candidates(self, app: RecordApp, actor: Actor, form: str, wanted: Wanted) -> tuple[Candidate, ...]:
        """Return what a field offers. Raises `NotFound`, `Forbidden`."""
        field, logic = self._field(app, form, wanted.place)
        if field.target == "user":
            found = await self._accounts.page(actor, search=wanted.search, status="active", most=_OFFERED)
            return tuple(Candidate(id=one.id, title=one.display_name, note=one.email or "") for one in found)
        if field.target == "department":
            word = wanted.search.strip().lower()
            every = await self._departments.tree(actor)
            named = [one for one in every if word in one.name.lower()]
            return tuple(Candidate(id=one.id, title=one.name) for one in named[:_OFFERED])
        return await self._records(app, actor, logic, field, wanted)

    async def _records(
        self, app: RecordApp, actor: Actor, logic: FormLogic, field: IdField, wanted: Wanted
    ) -> tuple[Candidate, ...]:
        """Return the records that a reference offers."""
        page = await self._reading.page(app, actor, field.target, Query(limit=_LOOKED_AT))
        async with self._reading.database.connection() as connection:
            reader = await self._reading.reader(connection, actor)
            ids = [one.id for one in page.records]
            titles = await self._reading.titles_of(connection, app, reader, field.target, ids)
            word = wanted.search.strip().lower()
            left = [one for one in ids if word in titles.get(str(one), "").lower()]
            condition = field.filter if isinstance(field, ReferenceField) else None
            if condition is not None:
                left = await self._passing(connection, app, reader, logic, field, condition, wanted, left)
        return tuple(Candidate(id=one, title=titles.get(str(one), str(one))) for one in left[:_OFFERED])

    async def _passing(  # noqa: PLR0913, PLR0917 - all that a filter is about
        self,
        connection: Connection,
        app: RecordApp,
        reader: Reader,
        logic: FormLogic,
        field: IdField,
        condition: str,
        wanted: Wanted,
        ids: Sequence[UUID],
    ) -> list[UUID]:
        """Return the records that pass the filter of a reference."""
        form, subtable = logic.form.name, _subtable(wanted.place)
        scope = app.forms.candidate_scope(field.target, form, subtable)
        found = expression(condition, scope)
        tree = _tree_of_candidate(found.reads)
        record = await self._seen_record(connection, app, reader, logic, subtable, wanted.record)
        contexts = await self._contexts(connection, app, reader, field.target, [str(one) for one in ids], tree)
        around = {"current user": dict(reader.user), "is new": False}
        return [
            one for one in ids if found.evaluate({**around, **contexts.get(str(one), {}), "record": record}) is True
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
        values = {name: _cleaned(shape, raw.get(name)) for name, shape in shapes.items() if name not in logic.plan.rows}
        tree = logic.plan.tree.get(subtable, {}) if subtable else logic.plan.tree
        fetched = Fetched(app)
        around = {subtable: [values]} if subtable else values
        await fetched.fetch(connection, logic.form.name, [around], {subtable: tree} if subtable else tree)
        situation = Situation(app.forms, fetched, reader.user)
        seen = {name: situation.value(shapes[name], value, tree.get(name, {})) for name, value in values.items()}
        if subtable and isinstance(raw.get("parent"), dict):
            seen["parent"] = await self._seen_record(connection, app, reader, logic, "", raw["parent"])
        return seen

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
            found = await self._contexts(connection, app, reader, field.target, [str(one) for one in chosen.ids], tree)
            titles: dict[str, str] = {}
            for name, ids in _referred(found.values()).items():
                target = getattr(app.forms.shaped(field.target, name), "target", "")
                titles |= await self._reading.titles_of(connection, app, reader, target, sorted(ids)) if target else {}
        return SeenRecords(values={id_: write(context) for id_, context in found.items()}, titles=titles)

    async def _contexts(
        self, connection: Connection, app: RecordApp, reader: Reader, target: str, ids: Sequence[str], tree: Tree
    ) -> dict[str, dict[str, Value]]:
        """Return what expressions see of records, as far as the tree goes and the reader may see it."""
        if target in PEOPLE:
            return await _people(connection, target, ids)
        fetched = Fetched(app)
        situation = Situation(app.forms, fetched, reader.user)
        access = self._reading.access(app, reader, target)
        loaded = await self._reading.load(connection, app, access, [UUID(one) for one in ids])
        records = [one.values for one in loaded]
        await fetched.fetch(connection, target, records, tree)
        await self._reading.live(connection, app, reader, target, records)
        marks = self._reading.seen(app, access)
        found: dict[str, dict[str, Value]] = {}
        for one in loaded:
            rights = marks.rights(one.values, one.holds)
            open_ = {name for name, right in rights.items() if right not in {"hidden", "masked"}}
            fields = app.forms.forms[target].by_name
            readable = {name: below for name, below in tree.items() if name in open_ or name not in fields}
            found[str(one.values["id"])] = situation.record(target, one.values, _people_only(app, target, readable))
        return found

    async def check(self, app: RecordApp, actor: Actor, form: str, entered: Input) -> Findings:
        """Return what would be wrong with a record if it were saved now; nothing is saved."""
        async with self._reading.database.connection() as connection:
            reader = await self._reading.reader(connection, actor)
            access = self._reading.access(app, reader, form)
            stored = None
            if entered.id is not None:
                stored = (await self._reading.one(connection, app, access, entered.id)).values
            draft = Draft(entered.id or new_id(), entered.values, stored)
            await submit(connection, app, access, [draft])
        return Findings(diagnostics=tuple(draft.diagnostics))

    def _field(self, app: RecordApp, form: str, place: str) -> tuple[IdField, FormLogic]:
        """Return the field at a place, with the logic of the form. Raises `NotFound` when it refers to nothing."""
        app.form(form)
        logic = app.logic(form)
        name = place.rpartition("/")[2]
        subtable = _subtable(place)
        shapes: Mapping[str, Field] = logic.row_shapes.get(subtable, {}) if subtable else logic.shapes
        found = shapes.get(name)
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


async def _people(connection: Connection, target: str, ids: Sequence[str]) -> dict[str, dict[str, Value]]:
    """Return what expressions see of people or departments, by id."""
    keys = [UUID(one) for one in ids]
    if target == "user":
        return {str(row["id"]): user_context(row) for row in await people.USERS.rows(connection, ids=keys)}
    return {str(row["id"]): department_context(row) for row in await people.DEPARTMENTS.rows(connection, ids=keys)}


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


def _people_only(app: RecordApp, form: str, tree: Tree) -> Tree:
    """Return a tree without what it reads of further records: what the reader may see of them is not asked here."""
    shaped = app.forms.shaped
    kept: Tree = {}
    for name, below in tree.items():
        one = shaped(form, name)
        further = isinstance(one, IdField) and one.target not in PEOPLE
        kept[name] = {} if further else below
    return kept


def _cleaned(shape: Field, raw: Json) -> Value:
    """Return the value of input, null for what is not accepted yet."""
    try:
        return shape.clean(raw)
    except Refused:
        return None
