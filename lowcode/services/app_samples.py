"""`AppSamples`: fills the forms of an app with its sample records, through the same door as everybody's records."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from math import ceil
from random import Random
from typing import Any, Final
from uuid import UUID

from engine_forms.field import Field
from engine_forms.field_types.reference import ReferenceField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form import Form
from lowcode.bundle.app import Bundle
from lowcode.bundle.parsing import parsed
from lowcode.bundle.sampling import SEED, Drawn, drawn
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
_BATCH: Final = 5_000
"""Records of one transaction: the more there are, the fewer times the figures over them are computed."""
_MOST_THERE: Final = 2_000
"""The most records of a form of another app that samples refer to."""
_PEOPLE: Final = """
    SELECT DISTINCT a.id, m.department_id FROM account a
    JOIN role_grant g ON g.account_id = a.id JOIN role r ON r.id = g.role_id AND r.app = $1
    LEFT JOIN department_member m ON m.account_id = a.id AND m.main
    WHERE a.status = 'active' ORDER BY a.id
"""

Owner = tuple[UUID, UUID | None]
"""Somebody, and the department."""


class AppSamples:
    """The use case of sample records in one workspace."""

    def __init__(self, database: Database) -> None:
        """Take the workspace."""
        self._database = database
        self._records = Records(database)

    async def fill(
        self, actor: Actor, name: str, today: date | None = None, seed: int = SEED, *, share: float = 1
    ) -> dict[str, int]:
        """Fill the forms of a published app; returns how many records each has got.

        With a `share` below 1, only that many of the records that are drawn; all that are written out. Records belong
        to the people who have a role of the app, and what refers to a record to whom that belongs to. Raises `NotFound`
        for an app that is not there, `Conflict` when a form has records already.
        """
        actor.require()
        async with self._database.connection() as connection:
            row = await apps.CURRENT.row(connection, name=name)
            if row is None or row["content"] is None:
                message = f"there is no app {name}"
                raise NotFound(message, [NO_APP.report(name=name[:80])])
            content = upgraded(row["content"])
            bundle = parsed(content).bundle
            assert bundle is not None
            bundle = _cut(bundle, share)
            for form in bundle.sample:
                if await connection.fetchval(f"SELECT EXISTS (SELECT FROM {quoted(table_name(name, form))})"):
                    message = f"{form} has records"
                    raise Conflict(message, [RECORDS_THERE.report(form=form)])
            others = {one: each for one, each in (await published(connection)).items() if one != name}
            people = [(each["id"], each["department_id"]) for each in await connection.fetch(_PEOPLE, name)]
            app = linked_app(bundle, others)
            there = [one async for one in _there(connection, app, bundle)]
        # Who administers apps may fill them without any role of theirs.
        writer = replace(actor, product=True)
        filling = _Filling(bundle, people, seed)
        counts: dict[str, int] = {}
        for form, wanted in _batches(drawn(bundle, today or clock.now().date(), seed, others=others, there=there)):
            made = [(one, record) for one in wanted if (record := filling.record(one)) is not None]
            if not made:
                continue
            batch, new = [one for one, _ in made], [record for _, record in made]
            with clock.held(batch[-1].created_at):
                views = await self._records.writing.create_many(
                    app, writer, form, new, cause={"sample": name}, any_stage=True
                )
            for one, record, view in zip(batch, new, views, strict=True):
                filling.keep(one, record, str(view.id))
            await self._date(table_name(name, form), {view.id: one for view, one in zip(views, batch, strict=True)})
            counts[form] = counts.get(form, 0) + len(batch)
        return counts

    async def _date(self, table: str, records: Mapping[UUID, Drawn]) -> None:
        """Let records be as old as they were drawn."""
        async with self._database.connection() as connection:
            await connection.execute(
                f"UPDATE {quoted(table)} AS t SET created_at = v.at"
                " FROM unnest($1::uuid[], $2::timestamptz[]) AS v (id, at) WHERE v.id = t.id",
                list(records),
                [one.created_at for one in records.values()],
            )


async def _there(connection: Connection, app: RecordApp, bundle: Bundle) -> AsyncIterator[Drawn]:
    """Iterate over records of other apps that samples may refer to, the newest of each form, the oldest first."""
    wanted = {
        one.to
        for sample in bundle.sample.values()
        for one in _fields(bundle.forms[sample.name])
        if isinstance(one, ReferenceField) and "." in one.to
    }
    for form in sorted(wanted):
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


class _Filling:
    """Gives sample records their places: the ids of records that they refer to, and whom they belong to."""

    def __init__(self, bundle: Bundle, people: Sequence[Owner], seed: int) -> None:
        """Take the app, and the people that records may belong to."""
        self.bundle = bundle
        self.people = people
        self.random = Random(seed)  # noqa: S311 - no secret
        self.ids: dict[str, str] = {}
        self.owners: dict[str, Owner] = {}
        self.waiting = {name: list(people) for name, each in bundle.sample.items() if each.person is not None}
        self.left: set[str] = set()

    def record(self, one: Drawn) -> NewRecord | None:
        """Return a sample record as input; None for one of a person when all people have theirs."""
        form = self.bundle.forms[one.form]
        values = {name: self._value(form, name, value) for name, value in one.values.items()}
        person = self.bundle.sample[one.form].person
        if person is not None:
            if not self.waiting[one.form]:
                self.left.add(one.id)
                return None
            account, department = self.waiting[one.form].pop(0)
            return NewRecord(values={**values, person: str(account)}, owner=account, department=department)
        owner = next((self.owners[each] for each in _references(form, one.values) if each in self.owners), None)
        if owner is None and self.people:
            owner = self.random.choice(self.people)
        if owner is None:
            return NewRecord(values=values)
        return NewRecord(values=values, owner=owner[0], department=owner[1])

    def keep(self, one: Drawn, record: NewRecord, id_: str) -> None:
        """Remember what a record has become."""
        self.ids[one.id] = id_
        # Levels, products and the like, which are written out, say nothing about whom what refers to them belongs to.
        if record.owner is not None and self.bundle.sample[one.form].count:
            self.owners[one.id] = (record.owner, record.department)

    def _value(self, form: Form, name: str, value: Any) -> Any:
        """Return a value with the ids that records have got."""
        found = form.field(name)
        if isinstance(found, ReferenceField):
            return None if value in self.left else self.ids.get(value, value)
        if isinstance(found, SubtableField) and found.form is None:
            inner = {each.name for each in found.fields if isinstance(each, ReferenceField)}
            return [
                {key: self.ids.get(each, each) if key in inner else each for key, each in row.items()} for row in value
            ]
        return value


def _cut(bundle: Bundle, share: float) -> Bundle:
    """Return an app of whose samples a share is drawn."""
    sample = {name: one.model_copy(update={"count": ceil(one.count * share)}) for name, one in bundle.sample.items()}
    return bundle.model_copy(update={"sample": sample})


def _references(form: Form, values: Mapping[str, Any]) -> Iterator[str]:
    """Iterate over the ids that a record refers to, in the order of its fields."""
    for one in form.fields:
        if isinstance(one, ReferenceField) and isinstance(values.get(one.name), str):
            yield values[one.name]


def _batches(records: Iterator[Drawn]) -> Iterator[tuple[str, list[Drawn]]]:
    """Iterate over the records of each form, quarter by quarter, in the order in which they were made."""

    def quarter(one: Drawn) -> tuple[int, int]:
        return one.created_at.year, (one.created_at.month - 1) // 3

    def instant(one: Drawn) -> datetime:
        return one.created_at

    for form, of_form in groupby(records, lambda one: one.form):
        for _, of_quarter in groupby(sorted(of_form, key=instant), quarter):
            listed = list(of_quarter)
            yield from ((form, listed[at : at + _BATCH]) for at in range(0, len(listed), _BATCH))
