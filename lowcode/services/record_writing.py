"""`Writing`: how records are created and changed, each use case one transaction with history and consequences."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

import asyncpg
import pydantic

from engine_forms.field import Json
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Forbidden, Invalid, NotFound
from lowcode.services import file_claims
from lowcode.services.access import FormAccess
from lowcode.services.actor import Actor
from lowcode.services.ledger_posting import post
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp
from lowcode.services.record_circles import refuse_circles
from lowcode.services.record_codes import (
    FIELD_NOT_ALLOWED,
    NO_RECORD,
    NONE_ALLOWED,
    NOT_ALLOWED,
    TOO_MANY_RECORDS,
    VERSION_AHEAD,
)
from lowcode.services.record_drafts import Draft, changes_of, check_rights, submit
from lowcode.services.record_likeness import Likeness
from lowcode.services.record_merge import clashes
from lowcode.services.record_observer import Observers
from lowcode.services.record_once import once
from lowcode.services.record_query import Query, Where
from lowcode.services.record_reading import Loaded, Reading
from lowcode.services.record_serials import Counters, number, serial_fields
from lowcode.services.record_spread import Changed, Spreading, write
from lowcode.services.record_view import RecordView, view
from lowcode.services.rights import RANK, FieldRight
from lowcode.store import records as stored_records
from lowcode.store.bound import Bound
from lowcode.store.database import Database
from lowcode.store.ids import new_id, new_ids
from lowcode.store.records import Author
from lowcode.store.statement import Connection

MOST_AT_ONCE: Final = 10_000
"""The most records of one transaction."""
_TRIES: Final = 5
"""How often a transaction is tried that waits for another which waits for it."""

Result = TypeVar("Result")


class NewRecord(Message):
    """A record that is to be created."""

    values: dict[str, Json] = pydantic.Field(default_factory=dict)
    """Its fields; what is left out gets its default."""
    owner: UUID | None = None
    """Whose it is; who creates it if nothing is said."""
    department: UUID | None = None
    """The department it belongs to; the main one of who creates it if nothing is said."""


class RecordChange(Message):
    """What is to be changed of a record."""

    version: Annotated[int, pydantic.Field(ge=1)]
    """The version that the change started from."""
    values: dict[str, Json] = pydantic.Field(default_factory=dict)
    """The fields that change; the rows of a sub-table are given all."""
    owner: UUID | None = None
    """Whose it is to be."""
    department: UUID | None = None
    """The department it is to belong to."""


class BulkChange(Message):
    """What is to be changed of many records alike."""

    ids: Annotated[tuple[UUID, ...], pydantic.Field(max_length=MOST_AT_ONCE)] = ()
    """The records; those of the query if there are none."""
    query: Query | None = None
    """Which records."""
    values: dict[str, Json] = pydantic.Field(default_factory=dict)
    """The fields that change."""
    owner: UUID | None = None
    """Whose they are to be."""


class Writing:
    """The use cases of creating and changing records, in one workspace."""

    def __init__(self, database: Database, reading: Reading, observers: Observers | None = None) -> None:
        """Take the workspace, how records are read, and who is told of those that were written."""
        self.database = database
        self.reading = reading
        self.observers = observers or Observers()
        self.counters = Counters()

    # --- creating -----------------------------------------------------------------------------------------------------

    async def create(
        self,
        app: RecordApp,
        actor: Actor,
        form: str,
        new: NewRecord,
        *,
        key: str | None = None,
        cause: Mapping[str, Any] | None = None,
    ) -> RecordView:
        """Return a new record; the same request under the same key creates it once. Raises `Invalid`, `Forbidden`."""

        async def work(connection: Connection) -> RecordView:
            return (await self._create(connection, app, actor, form, [new], cause))[0]

        if key is None:
            async with self.database.connection() as connection:
                return await work(connection)
        request = {"create": app.place(form), "record": new.model_dump(mode="json")}
        return await once(self.database, actor, key, request, work, RecordView)

    async def create_many(
        self,
        app: RecordApp,
        actor: Actor,
        form: str,
        new: Sequence[NewRecord],
        *,
        cause: Mapping[str, Any] | None = None,
        any_stage: bool = False,
    ) -> list[RecordView]:
        """Return new records, all or none. Raises `Invalid` with the position of each mistake.

        With `any_stage` they may stand in any state of their stages, as records of the past do.
        """
        limit(len(new))
        async with self.database.connection() as connection:
            return await self._create(connection, app, actor, form, new, cause, any_stage=any_stage)

    async def _create(
        self,
        connection: Connection,
        app: RecordApp,
        actor: Actor,
        form: str,
        new: Sequence[NewRecord],
        cause: Mapping[str, Any] | None,
        *,
        any_stage: bool = False,
    ) -> list[RecordView]:
        """Return new records."""
        reader = await self.reading.reader(connection, actor, "write", app)
        access = self.reading.access(app, reader, form, "create")
        drafts = [
            Draft(new_id(), one.values, owner=one.owner or actor.account_id, department=one.department) for one in new
        ]
        await submit(connection, app, access, drafts, any_stage=any_stage)
        await self.observers.drafted(connection, app, access, drafts)
        files = file_claims.names_files(app, form, {name for one in drafts for name in one.given})
        if files:
            await file_claims.check(connection, app, form, actor, drafts)
        _refuse(drafts)
        inside = connection.is_in_transaction()
        fields = serial_fields(app, form, gap_free=None if inside else False)
        await number(connection, app, form, [one.values for one in drafts], fields, None if inside else self.counters)
        author = author_of(actor, cause)
        likeness = Likeness(app, access)
        for draft in drafts[:1] if len(drafts) == 1 else ():
            draft.diagnostics += await likeness.similar(connection, draft)

        alone = not files and app.alone(form) and _may_certainly(access, drafts)
        alone = alone and not await self.observers.concerned(connection, app, form)

        async def work() -> dict[UUID, tuple[bool, ...]]:
            if files:
                await file_claims.claim(connection, app, form, actor, drafts)
            return await self._insert(connection, app, access, drafts, author, any_stage=any_stage)

        holds = await self.transaction(connection, work, likeness, drafts, alone=alone)
        return self._created(app, access, drafts, holds)

    async def _insert(
        self,
        connection: Connection,
        app: RecordApp,
        access: FormAccess,
        drafts: Sequence[Draft],
        author: Author,
        *,
        any_stage: bool = False,
    ) -> dict[UUID, tuple[bool, ...]]:
        """Add records in a transaction, and return which grants let each be seen."""
        form = access.form
        values = [one.values for one in drafts]
        if not app.alone(form):
            await number(connection, app, form, values, serial_fields(app, form))
        if not app.alone(form) and app.numbered_first(form):
            for one in drafts:
                numbered = {each.name: one.values[each.name] for each in serial_fields(app, form)}
                one.given = {**one.given, **numbered}
            await submit(connection, app, access, drafts, any_stage=any_stage)
            _refuse(drafts)
        statements = app.statements(form)
        writings = [
            stored_records.Writing(
                one.id,
                1,
                one.values,
                one.owner,
                one.department,
                {name: one.values[name] for name in statements.subtables},
            )
            for one in drafts
        ]
        changes = [
            stored_records.Change(id_, one.id, 1, "create", changes_of(app, form, one))
            for id_, one in zip(new_ids(len(drafts)), drafts, strict=True)
        ]

        def flags(bound: Bound) -> list[str]:
            return [f"ARRAY[{', '.join(access.flags(action, bound)) or 'FALSE'}]" for action in ("see", "create")]

        found = await statements.create(connection, author, writings, changes, flags)
        rows = {row["id"]: row for row in found}
        for one in drafts:
            row = rows[one.id]
            who = None if author.account_id is None else str(author.account_id)
            one.values |= {"id": str(one.id), "version": 1, "created at": author.at, "updated at": author.at}
            one.values |= {"created by": who, "updated by": who, "trashed at": None}
            one.values |= {name: row[name] and str(row[name]) for name in ("owner", "department")}
        self._check_created(app, access, drafts, {row["id"]: tuple(row[4]) for row in found})
        await self.follow(connection, app, access, drafts, author)
        return {row["id"]: tuple(row[3]) for row in found}

    async def follow(
        self, connection: Connection, app: RecordApp, access: FormAccess, drafts: Sequence[Draft], author: Author
    ) -> None:
        """Do what follows of records that were added in the transaction: sums, postings, and who watches them."""
        form = access.form
        if not app.alone(form):
            spreading = Spreading(connection, app, author, access.reader.user)
            await spreading.spread(Changed(form, app.sources(form), {one.id: {} for one in drafts}))
            await post(connection, app, author, [(form, drafts), *spreading.written], observers=self.observers)
            await self.observers.spread(connection, app, author, spreading.written)
        await self.observers.tell(connection, app, form, author, drafts)

    async def add(
        self, connection: Connection, app: RecordApp, access: FormAccess, drafts: Sequence[Draft], author: Author
    ) -> None:
        """Add records that were submitted, in the caller's transaction; in any state of their stages.

        Raises `Forbidden` with the position of each that the reader may not create.
        """
        await self._insert(connection, app, access, drafts, author, any_stage=True)

    async def change(
        self,
        connection: Connection,
        app: RecordApp,
        access: FormAccess,
        changes: Mapping[UUID, RecordChange | NewRecord],
        author: Author,
    ) -> list[Draft]:
        """Change records in the caller's transaction, and return them as they are then, in the order of the changes.

        Raises `NotFound`, `Forbidden` and `Invalid` with the positions of those that are refused.
        """
        return await self._change(connection, app, access, changes, author)

    def _check_created(
        self,
        app: RecordApp,
        access: FormAccess,
        drafts: Sequence[Draft],
        held: Mapping[UUID, tuple[bool, ...]],
    ) -> None:
        """Refuse records that the reader may not create so, now that rules have looked at them."""
        if access.reader.everything:
            return
        found: list[Diagnostic] = []
        for at, one in enumerate(drafts):
            path = f"/{at}" if len(drafts) > 1 else ""
            if not any(held[one.id]):
                found.append(NONE_ALLOWED.report(path=path, action="create", form=app.form(access.form).label))
                continue
            state = one.values.get(access.state) if access.state else None
            check_rights(app, access.form, one, access.rights(held[one.id], state))
            found += [each.at(path) for each in one.diagnostics if each.code == FIELD_NOT_ALLOWED.code]
        if found:
            message = "no role allows to create such a record, or to fill in these fields"
            raise Forbidden(message, found)

    # --- changing -----------------------------------------------------------------------------------------------------

    async def update(
        self,
        app: RecordApp,
        actor: Actor,
        form: str,
        id_: UUID,
        change: RecordChange,
        *,
        key: str | None = None,
        cause: Mapping[str, Any] | None = None,
    ) -> RecordView:
        """Return a record as it is after a change.

        What others changed since its version stays, unless it is the same field: raises `FieldConflict` with both
        values. Raises `NotFound`, `Forbidden`, `Invalid`.
        """

        async def work(connection: Connection) -> RecordView:
            found = await self._update(connection, app, actor, form, {id_: change}, cause)
            return found[0]

        if key is None:
            async with self.database.connection() as connection:
                return await work(connection)
        request = {"update": app.place(form), "id": str(id_), "change": change.model_dump(mode="json")}
        return await once(self.database, actor, key, request, work, RecordView)

    async def update_many(
        self,
        app: RecordApp,
        actor: Actor,
        form: str,
        changes: Mapping[UUID, RecordChange | NewRecord],
        *,
        cause: Mapping[str, Any] | None = None,
        limits: Mapping[str, FieldRight] | None = None,
    ) -> list[RecordView]:
        """Return records as they are after their changes, all or none; one without a version is not compared.

        `limits` are rights at fields, those in rows as `lines.cost`, to which also the product is held.
        """
        limit(len(changes))
        async with self.database.connection() as connection:
            return await self._update(connection, app, actor, form, changes, cause, limits=limits)

    async def edit(
        self, app: RecordApp, actor: Actor, form: str, bulk: BulkChange, *, cause: Mapping[str, Any] | None = None
    ) -> int:
        """Change many records alike, all or none, and return how many; of a query those that may be edited."""
        async with self.database.connection() as connection:
            ids = list(bulk.ids)
            if not ids:
                reader = await self.reading.reader(connection, actor, "write")
                where = Where(app, self.reading.access(app, reader, form, "edit"))
                where.seen(bulk.query or Query(), "edit")
                text = f"SELECT r.id FROM {app.tables.shape(form).name} AS r WHERE {where.sql} LIMIT {MOST_AT_ONCE + 1}"
                ids = [row["id"] for row in await connection.fetch(*where.bound.over(text))]
            limit(len(ids))
            change = NewRecord(values=bulk.values, owner=bulk.owner)
            found = await self._update(connection, app, actor, form, dict.fromkeys(ids, change), cause)
        return len(found)

    async def _update(
        self,
        connection: Connection,
        app: RecordApp,
        actor: Actor,
        form: str,
        changes: Mapping[UUID, RecordChange | NewRecord],
        cause: Mapping[str, Any] | None,
        *,
        limits: Mapping[str, FieldRight] | None = None,
    ) -> list[RecordView]:
        """Return records as they are after their changes, in the order of these."""
        reader = await self.reading.reader(connection, actor, "write", app)
        access = self.reading.access(app, reader, form, "edit")
        author = author_of(actor, cause)
        likeness = Likeness(app, access)
        drafts: list[Draft] = []

        async def work() -> None:
            drafts[:] = await self._change(connection, app, access, changes, author, limits=limits)

        await self.transaction(connection, work, likeness, drafts)
        if len(drafts) == 1 and drafts[0].changed:
            drafts[0].diagnostics += await likeness.similar(connection, drafts[0])
        return await self._views(connection, app, access, drafts)

    async def _change(
        self,
        connection: Connection,
        app: RecordApp,
        access: FormAccess,
        changes: Mapping[UUID, RecordChange | NewRecord],
        author: Author,
        *,
        limits: Mapping[str, FieldRight] | None = None,
    ) -> list[Draft]:
        """Change records in a transaction, and return them as they are then."""
        loaded = await self._held(connection, app, access, list(changes), "edit")
        drafts = [Draft.of(loaded[id_].values, one.values, one.owner, one.department) for id_, one in changes.items()]
        versions = {id_: change.version for id_, change in changes.items() if isinstance(change, RecordChange)}
        await self._merge(connection, app, access, drafts, versions, loaded, limits=limits)
        await submit(connection, app, access, drafts)
        await self.observers.drafted(connection, app, access, drafts)
        files = file_claims.names_files(app, access.form, {name for one in drafts for name in one.given})
        if files:
            await file_claims.check(connection, app, access.form, access.reader.actor, drafts)
        for draft in drafts if limits is not None or not access.reader.everything else ():
            state = draft.stored.get(access.state) if access.state and draft.stored else None
            rights = limits or access.rights(loaded[draft.id].may["edit"], state)
            check_rights(app, access.form, draft, rights)
        _refuse(drafts)
        moved = [draft for draft in drafts if draft.changed or draft.moved]
        former = {draft.id: draft.stored or {} for draft in moved}
        if moved:
            await write(connection, app, access.form, author, moved)
            if files:
                await file_claims.claim(connection, app, access.form, access.reader.actor, moved)
            names = frozenset(name for draft in moved for name in draft.changed)
            inner = {one for one in app.sources(access.form) if one.partition("/")[0] in names}
            spreading = Spreading(connection, app, author, access.reader.user)
            await spreading.spread(Changed(access.form, names | inner, former))
            # At the end, so that nothing else is waited for while the check holds up others.
            await refuse_circles(connection, app, access.form, moved)
            await post(connection, app, author, [(access.form, moved), *spreading.written], observers=self.observers)
            await self.observers.spread(connection, app, author, [(access.form, moved), *spreading.written])
        for draft in drafts:
            draft.values = {**(draft.stored or {}), **draft.values}
        return drafts

    async def _merge(
        self,
        connection: Connection,
        app: RecordApp,
        access: FormAccess,
        drafts: Sequence[Draft],
        versions: Mapping[UUID, int],
        loaded: Mapping[UUID, Loaded],
        *,
        limits: Mapping[str, FieldRight] | None,
    ) -> None:
        """Refuse changes that clash with others since. Raises `FieldConflict`, `Invalid` for a version to come."""
        for draft in drafts:
            assert draft.stored is not None
            version, present = versions.get(draft.id), draft.stored["version"]
            assert isinstance(present, int)
            if version is None or version == present:
                continue
            if version > present:
                message = "the record has no such version"
                raise Invalid(message, [VERSION_AHEAD.report(path="/version", version=version)])
            rights = limits or self.reading.seen(app, access).rights(draft.stored, loaded[draft.id].holds)
            await clashes(connection, app, access, rights, draft, version)

    async def _held(
        self, connection: Connection, app: RecordApp, access: FormAccess, ids: Sequence[UUID], action: str
    ) -> dict[UUID, Loaded]:
        """Return records, held until the transaction ends. Raises `NotFound`, `Forbidden`."""
        found = await self.reading.load(connection, app, access, ids, [action], lock=True)
        loaded = {UUID(str(one.values["id"])): one for one in found}
        missing = [at for at, id_ in enumerate(ids) if id_ not in loaded]
        if missing:
            message = "there is no such record"
            raise NotFound(message, [NO_RECORD.report(path=f"/{at}" if len(ids) > 1 else "") for at in missing])
        refused = [at for at, id_ in enumerate(ids) if not any(loaded[id_].may[action])]
        if refused:
            message = f"no role allows to {action} the record"
            found_ = [NOT_ALLOWED.report(path=f"/{at}" if len(ids) > 1 else "", action=action) for at in refused]
            raise Forbidden(message, found_)
        return loaded

    # --- what all have in common --------------------------------------------------------------------------------------

    async def duplicate(self, app: RecordApp, actor: Actor, form: str, id_: UUID) -> RecordView:
        """Return a copy of a record, as far as the actor may see it; serial numbers and unique values are left out."""
        original = await self.reading.get(app, actor, form, id_)
        logic = app.logic(form)
        unique = {name for fields, _ in logic.form.unique_fields() for name in fields if len(fields) == 1}
        values: dict[str, Json] = {}
        for name, value in original.values.items():
            written = logic.form.by_name[name]
            # What is computed comes by itself, and a copy begins where new records begin.
            if written.formula(logic.vocabulary) is not None or written.kind in {"serial_number", "stage", "button"}:
                continue
            if name in unique or name in original.masked or name in original.locked:
                continue
            is_rows = isinstance(value, list) and name in app.statements(form).subtables
            values[name] = [self._copied(app, form, name, row) for row in value] if is_rows else value
        if file_claims.names_files(app, form, values):
            async with self.database.connection() as connection:
                values = await file_claims.copied(connection, app, form, actor, values)
        return await self.create(app, actor, form, NewRecord(values=values), cause={"kind": "copy", "of": str(id_)})

    def _copied(self, app: RecordApp, form: str, name: str, row: Mapping[str, Json]) -> dict[str, Json]:
        """Return a row without what is computed and without its id."""
        rows = app.logic(form).plan.rows[name]
        computed = {one.name for one in rows.fields if one.formula(rows.vocabulary) is not None}
        return {key: value for key, value in row.items() if key != "id" and key not in computed}

    async def transaction(
        self,
        connection: Connection,
        work: Callable[[], Awaitable[Result]],
        likeness: Likeness,
        drafts: list[Draft],
        *,
        alone: bool = False,
    ) -> Result:
        """Return what work gives in one transaction, tried again when two wait for each other. Raises `Conflict`.

        Work that is `alone` is one statement, which is a transaction by itself.
        """
        for attempt in range(_TRIES):
            try:
                if alone and not connection.is_in_transaction():
                    return await work()
                async with connection.transaction():
                    return await work()
            except (asyncpg.DeadlockDetectedError, asyncpg.InvalidCachedStatementError):
                # Two waited for each other, or a table was changed under a prepared statement.
                if attempt == _TRIES - 1:
                    raise
            except asyncpg.UniqueViolationError as error:
                raise await likeness.explained(connection, error, drafts) from error
        raise AssertionError

    def _created(
        self,
        app: RecordApp,
        access: FormAccess,
        drafts: Sequence[Draft],
        holds: Mapping[UUID, tuple[bool, ...]],
    ) -> list[RecordView]:
        """Return drafts that were written as their reader may see them."""
        seen = self.reading.seen(app, access)
        held = holds if access.grants else dict.fromkeys(holds, ())
        return [
            view(one.values, seen, seen.rights(one.values, held[one.id]), warnings=one.diagnostics) for one in drafts
        ]

    async def _views(
        self, connection: Connection, app: RecordApp, access: FormAccess, drafts: Sequence[Draft]
    ) -> list[RecordView]:
        """Return drafts that were written as their reader may see them."""
        bound = Bound()
        flags = ", ".join(access.flags("see", bound)) or "FALSE"
        certain = not any(grant.allows("see") and not grant.rule.always for grant in access.grants)
        holds = dict.fromkeys((one.id for one in drafts), tuple(grant.allows("see") for grant in access.grants))
        if not certain:
            text = (
                f"SELECT r.id, ARRAY[{flags}] AS may FROM {app.tables.shape(access.form).name} AS r "
                f"WHERE r.id = ANY ({bound.put(list(holds))}::uuid[])"
            )
            holds = {row["id"]: tuple(row["may"]) for row in await connection.fetch(*bound.over(text))}
        return self._created(app, access, drafts, holds)


def author_of(actor: Actor, cause: Mapping[str, Any] | None) -> Author:
    """Return who changes something now, and by which request."""
    told = {"kind": "product" if actor.product else "token" if actor.scopes is not None else "request"}
    return Author(clock.now(), actor.account_id, {**told, "request": actor.request, **(cause or {})})


def _may_certainly(access: FormAccess, drafts: Sequence[Draft]) -> bool:
    """Return whether it is known without rules that drafts may be created as they are."""
    certain = tuple(grant.allows("create") and grant.rule.always for grant in access.grants)
    return access.reader.everything or (any(certain) and all(_whole(access, one, certain) for one in drafts))


def _whole(access: FormAccess, draft: Draft, holds: Sequence[bool]) -> bool:
    """Return whether all that is given to a new record may be given."""
    state = draft.values.get(access.state) if access.state else None
    rights = access.rights(holds, state)
    names = [*draft.given]
    for name, value in draft.given.items():
        for row in value if isinstance(value, list) else ():
            names += [f"{name}.{one}" for one in row] if isinstance(row, dict) else []
    return all(RANK[rights.get(name, "full")] == RANK["full"] for name in names)


def limit(count: int) -> None:
    """Raise `Invalid` for more records than one transaction takes."""
    if count > MOST_AT_ONCE:
        message = "these are too many records for one request"
        raise Invalid(message, [TOO_MANY_RECORDS.report(found=count, limit=MOST_AT_ONCE)])


def _refuse(drafts: Sequence[Draft]) -> None:
    """Raise `Invalid` with what is wrong with drafts; of several each path begins with the position."""
    found: dict[int, list[Diagnostic]] = defaultdict(list)
    for at, draft in enumerate(drafts):
        if draft.refused:
            found[at] += draft.diagnostics
    if found:
        message = "the record is not accepted" if len(drafts) == 1 else "some records are not accepted"
        several = len(drafts) > 1
        raise Invalid(message, [one.at(f"/{at}") if several else one for at, all_ in found.items() for one in all_])
