"""`AppSamples`: fills the forms of apps with their sample records, which obey what everybody's records obey."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from engine_forms.field import Field
from engine_forms.field_types.department import DepartmentField
from engine_forms.field_types.reference import ReferenceField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.field_types.user import UserField
from engine_forms.form import Form
from lowcode.bundle.app import Bundle
from lowcode.bundle.parsing import parsed
from lowcode.bundle.references import form_set
from lowcode.bundle.sample_past import Drawn, Past
from lowcode.bundle.sample_rules import person_id
from lowcode.bundle.sampling import Extent, drawn, finished
from lowcode.bundle.upgrade import upgraded
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Conflict, NotFound
from lowcode.kernel.names import label
from lowcode.services.actor import Actor
from lowcode.services.app_bundles import published
from lowcode.services.publishing import NO_APP
from lowcode.services.record_app import RecordApp, linked_app
from lowcode.services.record_writing import NewRecord
from lowcode.services.records import Records
from lowcode.services.sample_writing import SampleRecord, SampleWriting
from lowcode.store import apps
from lowcode.store.database import Database
from lowcode.store.form_tables import table_name
from lowcode.store.names import quoted
from lowcode.store.statement import Connection

RECORDS_THERE: Final = Code(
    "sample-records-there",
    label("The form `{form}` has records already.", "表单 `{form}` 中已有记录。"),
    label("Fill a workspace that is empty, or remove the records first.", "请在空的工作区中填充，或先删除这些记录。"),
)
_BATCH: Final = 2_000
"""Records of one transaction: the more there are, the fewer times the figures over them are computed."""
_MOST_THERE: Final = 2_000
"""The most records of a form of another app that samples refer to when they were not drawn together."""
_PEOPLE: Final = """
    SELECT DISTINCT a.id, a.name, m.department_id FROM account a
    JOIN role_grant g ON g.account_id = a.id JOIN role r ON r.id = g.role_id AND r.app = $1
    LEFT JOIN department_member m ON m.account_id = a.id AND m.main
    WHERE a.status = 'active' ORDER BY a.name
"""

Owner = tuple[UUID, UUID | None]
"""Somebody, and the department."""
Progress = Callable[[str, int, int], None]
"""Is told the form, how many of its records are done, and how many there are."""


def _quiet(_form: str, _done: int, _all: int) -> None:
    """Tell nobody."""


@dataclass
class Filling:
    """How apps are filled; what was drawn for one is kept for those that refer to it."""

    today: date = field(default_factory=lambda: clock.now().date())
    """The day at which the past ends."""
    extent: Extent = field(default_factory=Extent)
    """How much is drawn."""
    people: Mapping[str, Sequence[Owner]] = field(default_factory=dict)
    """Whom the records of an app belong to; those with a role of the app if nothing is said."""
    again: bool = False
    """Whether records that are there already are passed over, and the others added."""
    tell: Progress = _quiet
    """Who is told how far it is."""
    past: Past = field(default_factory=Past)
    """What was drawn before."""
    apps: set[str] = field(default_factory=set)
    """The apps that were filled."""
    left: list[SampleRecord] = field(default_factory=list)
    """Records that the apps have refused, as stock that is not there."""
    gone: set[str] = field(default_factory=set)
    """The ids of these, and of those that refer to them."""


class AppSamples:
    """The use case of sample records in one workspace."""

    def __init__(self, database: Database) -> None:
        """Take the workspace."""
        self._database = database
        self._records = Records(database)

    async def fill(self, actor: Actor, name: str, filling: Filling | None = None) -> dict[str, int]:
        """Fill the forms of a published app; returns how many records each has got.

        Records belong to the people who have a role of the app, and what refers to a record to whom that belongs to.
        Raises `NotFound` for an app that is not there, `Conflict` when a form has records already.
        """
        actor.require()
        alone, filling = filling is None, filling or Filling()
        async with self._database.connection() as connection:
            bundle, others = await self._read(connection, name)
            for form in bundle.sample if not filling.again else ():
                if await connection.fetchval(f"SELECT EXISTS (SELECT FROM {quoted(table_name(name, form))})"):
                    message = f"{form} has records"
                    raise Conflict(message, [RECORDS_THERE.report(form=form)])
            people = filling.people.get(name)
            if people is None:
                people = [(each["id"], each["department_id"]) for each in await connection.fetch(_PEOPLE, name)]
            app = linked_app(bundle, others)
            await _recall(connection, app, bundle, others, filling)
        extent = replace(filling.extent, people=len(people))
        found = drawn(bundle, filling.today, extent, others=others, past=filling.past)
        # Who administers apps may fill them without any role of theirs.
        counts = await self._write(replace(actor, product=True), app, bundle, found, _Places(bundle, people), filling)
        filling.apps.add(name)
        if alone:
            await self.finish(actor, name, filling)
        return counts

    async def finish(self, actor: Actor, name: str, filling: Filling) -> int:
        """Fill in what an app says is known only afterwards; returns how many records that has changed."""
        actor.require()
        async with self._database.connection() as connection:
            bundle, others = await self._read(connection, name)
        app = linked_app(bundle, others)
        changes: dict[str, dict[UUID, NewRecord]] = {}
        for one, values in finished(bundle, filling.today, filling.extent, filling.past, others):
            if one.id not in filling.gone:
                # Without a version: nobody has worked with the records yet but rules and sums.
                changes.setdefault(one.form, {})[UUID(one.id)] = NewRecord(values=values)
        writer = replace(actor, product=True)
        for form, by_id in changes.items():
            await self._change(app, writer, form, by_id)
        return sum(len(each) for each in changes.values())

    async def _change(self, app: RecordApp, writer: Actor, form: str, changes: Mapping[UUID, NewRecord]) -> None:
        """Change records of a form."""
        listed = list(changes.items())
        for at in range(0, len(listed), _BATCH):
            part = dict(listed[at : at + _BATCH])
            await self._records.writing.update_many(app, writer, form, part, cause={"sample": app.name})

    async def _read(self, connection: Connection, name: str) -> tuple[Bundle, dict[str, Bundle]]:
        """Return a published app, and the others. Raises `NotFound`."""
        row = await apps.CURRENT.row(connection, name=name)
        if row is None or row["content"] is None:
            message = f"there is no app {name}"
            raise NotFound(message, [NO_APP.report(name=name[:80])])
        bundle = parsed(upgraded(row["content"])).bundle
        assert bundle is not None
        return bundle, {one: each for one, each in (await published(connection)).items() if one != name}

    async def _write(
        self,
        actor: Actor,
        app: RecordApp,
        bundle: Bundle,
        found: Iterable[Drawn],
        places: "_Places",
        filling: Filling,
    ) -> dict[str, int]:
        """Write records form by form; returns how many of each."""
        counts: dict[str, int] = {}
        for form, listed in groupby(found, lambda one: one.form):
            records = list(listed)
            path = bundle.sample[form].path
            writing = SampleWriting(self._records, app, actor, form, None if path is None else path.field)
            done = 0
            for batch in _batches(records):
                fit = [made for one in batch if (made := places.record(one, filling)) is not None]
                async with self._database.transaction() as connection:
                    if filling.again:
                        fit = await _missing(connection, table_name(bundle.app.name, form), fit)
                    counts[form] = counts.get(form, 0) + await writing.write(connection, fit)
                filling.left += writing.left
                filling.gone.update(one.drawn.id for one in writing.left)
                writing.left = []
                done += len(batch)
                filling.tell(f"{bundle.app.name}.{form}", done, len(records))
        return counts


async def _missing(connection: Connection, table: str, records: Sequence[SampleRecord]) -> list[SampleRecord]:
    """Return the records that are not there yet."""
    ids = [UUID(one.drawn.id) for one in records]
    there = {
        str(row["id"]) for row in await connection.fetch(f"SELECT id FROM {quoted(table)} WHERE id = ANY ($1)", ids)
    }
    return [one for one in records if one.drawn.id not in there]


async def _recall(
    connection: Connection, app: RecordApp, bundle: Bundle, others: Mapping[str, Bundle], filling: Filling
) -> None:
    """Let the past hold records of other apps that samples refer to, unless those were drawn just now."""
    forms = form_set(bundle, others)
    async for one in _there(connection, app, bundle, filling.apps):
        filling.past.add(forms, one.form, one.form, one)


async def _there(connection: Connection, app: RecordApp, bundle: Bundle, known: set[str]) -> AsyncIterator[Drawn]:
    """Iterate over records of other apps that samples may refer to, the newest of each form, the oldest first."""
    wanted = {
        one.to
        for sample in bundle.sample.values()
        for one in _fields(bundle.forms[sample.name])
        if isinstance(one, ReferenceField) and "." in one.to
    }
    wanted |= {each.form for sample in bundle.sample.values() for each in sample.each if "." in each.form}
    for form in sorted(each for each in wanted if each.partition(".")[0] not in known):
        statements, shapes = app.statements(form), app.logic(form).shapes
        rest = f"WHERE trashed_at IS NULL ORDER BY created_at DESC LIMIT {_MOST_THERE}"
        text = f"SELECT id FROM {statements.shape.name} {rest}"
        ids = [row["id"] for row in await connection.fetch(text)]
        records = [statements.values(row) for row in await statements.fetch(connection, ids)]
        for one in sorted(records, key=lambda each: (each["created at"], each["id"])):
            values = {name: shapes[name].to_json(value) for name, value in one.items() if name in shapes}
            yield Drawn(form, str(one["id"]), values, one["created at"])


def _fields(form: Form) -> Iterator[Field]:
    """Iterate over the fields of a form, and those of its rows."""
    for one in form.fields:
        yield one
        if isinstance(one, SubtableField):
            yield from one.fields


def _references(form: Form, values: Mapping[str, Any]) -> Iterator[str]:
    """Iterate over the ids that a record and its rows refer to."""
    for one in form.fields:
        value = values.get(one.name)
        if isinstance(one, ReferenceField) and isinstance(value, str):
            yield value
        elif isinstance(one, SubtableField):
            inner = [each.name for each in one.fields if isinstance(each, ReferenceField)]
            yield from (row[name] for row in value or () for name in inner if isinstance(row.get(name), str))


class _Places:
    """Gives sample records their places: whom they belong to, and that what they refer to is there."""

    def __init__(self, bundle: Bundle, people: Sequence[Owner]) -> None:
        """Take the app, and the people that records may belong to."""
        self.bundle = bundle
        self.people = people
        self.accounts = {person_id(at): str(account) for at, (account, _) in enumerate(people, 1)}

    def record(self, one: Drawn, filling: Filling) -> SampleRecord | None:
        """Return a sample record as input; None for one that refers to a record which an app has refused."""
        form = self.bundle.forms[one.form]
        if filling.gone and any(each in filling.gone for each in _references(form, one.values)):
            filling.gone.add(one.id)
            return None
        values = dict(one.values)
        for each in form.fields:
            if isinstance(each, UserField) and each.name in values:
                values[each.name] = self.accounts.get(values[each.name], values[each.name])
        if one.person is None or not self.people:
            return SampleRecord(one, values)
        account, department = self.people[(one.person - 1) % len(self.people)]
        said = self.bundle.sample[one.form].person
        if said is not None:
            values[said] = str(account)
            if department is not None:
                values |= {each.name: str(department) for each in form.fields if isinstance(each, DepartmentField)}
        return SampleRecord(one, values, account, department)


def _batches(records: Sequence[Drawn]) -> Iterator[list[Drawn]]:
    """Iterate over the records of a form, quarter by quarter, in the order in which they were made."""

    def quarter(one: Drawn) -> tuple[int, int]:
        return one.created_at.year, (one.created_at.month - 1) // 3

    def instant(one: Drawn) -> datetime:
        return one.created_at

    for _, of_quarter in groupby(sorted(records, key=instant), quarter):
        listed = list(of_quarter)
        yield from (listed[at : at + _BATCH] for at in range(0, len(listed), _BATCH))


__all__ = ["RECORDS_THERE", "AppSamples", "Filling", "Owner", "Progress"]
