"""`Removal`: the trash, and what refers to records that go there."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from engine_forms.field_types.reference import ReferenceField
from engine_forms.field_types.subtable import SubtableField
from lowcode.kernel import clock
from lowcode.kernel.errors import Conflict, Forbidden, NotFound
from lowcode.services.access import FormAccess
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.ledger_posting import post
from lowcode.services.reader import Reader
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import NO_RECORD, NOT_ALLOWED, REFERRED_TO
from lowcode.services.record_drafts import Draft
from lowcode.services.record_likeness import Likeness
from lowcode.services.record_reading import Loaded, Reading
from lowcode.services.record_spread import Changed, Spreading, write
from lowcode.services.record_writing import Writing, author_of, limit
from lowcode.store.database import Database
from lowcode.store.files import REMOVE_OF_RECORDS
from lowcode.store.ids import new_id
from lowcode.store.records import Author, Change
from lowcode.store.statement import Connection

_DEEPEST: Final = 10
"""How far deleting spreads over references."""


class Removal:
    """The use cases of removing records, in one workspace."""

    def __init__(self, database: Database, reading: Reading, writing: Writing) -> None:
        """Take the workspace, and how records are read and written."""
        self.database = database
        self.reading = reading
        self.writing = writing

    async def trash(
        self, app: RecordApp, actor: Actor, form: str, ids: Sequence[UUID], *, cause: Mapping[str, Any] | None = None
    ) -> int:
        """Put records into the trash, all or none, and return how many went, those that went with them among them.

        Raises `NotFound`, `Forbidden`, and `Conflict` when records refer to one that do not let it go.
        """
        limit(len(ids))
        async with self.database.connection() as connection:
            reader = await self.reading.reader(connection, actor, "write")
            access = self.reading.access(app, reader, form, "delete")

            async def work() -> int:
                loaded = await self._held(connection, app, access, ids, trashed=False)
                return await self._trash(connection, app, access, loaded, author_of(actor, cause), 0)

            return await self.writing.transaction(connection, work, Likeness(app, access), [])

    async def _trash(
        self,
        connection: Connection,
        app: RecordApp,
        access: FormAccess,
        loaded: Sequence[Loaded],
        author: Author,
        depth: int,
    ) -> int:
        """Put records into the trash, with what goes with them."""
        form, ids = access.form, [UUID(str(one.values["id"])) for one in loaded]
        count = len(ids)
        for other, reference, place in _references(app, form):
            found = await _referring(connection, app, other, reference, place, ids)
            if not found:
                continue
            if reference.on_delete == "refuse" or place or depth >= _DEEPEST:
                label = app.form(other).label
                message = "other records refer to it"
                raise Conflict(message, [REFERRED_TO.report(count=len(found), form=label)])
            everything = app.access.of(Reader(PRODUCT, access.reader.user), other)
            rows = await self.reading.load(connection, app, everything, found, ["delete"], lock=True)
            if reference.on_delete == "cascade":
                count += await self._trash(connection, app, everything, rows, author, depth + 1)
            else:
                await self._clear(connection, app, other, reference, rows, gone=set(map(str, ids)), author=author)
        await app.statements(form).mark(connection, author, _changes(loaded, "trash"), trashed=True)
        await self._spread(connection, app, access, loaded, author, trashed=True)
        await self.writing.observers.removed(connection, app, form, author, [one.values for one in loaded])
        return count

    async def _clear(
        self,
        connection: Connection,
        app: RecordApp,
        form: str,
        reference: ReferenceField,
        rows: Sequence[Loaded],
        *,
        gone: set[str],
        author: Author,
    ) -> None:
        """Let records refer to others no more."""
        drafts = []
        for one in rows:
            owner, department = (one.values[name] for name in ("owner", "department"))
            draft = Draft(
                UUID(str(one.values["id"])), {}, one.values, owner and UUID(owner), department and UUID(department)
            )
            before = one.values.get(reference.name)
            after = [each for each in before if each not in gone] or None if isinstance(before, list) else None
            draft.values = {**one.values, reference.name: after}
            draft.changed = frozenset({reference.name})
            drafts.append(draft)
        former = {draft.id: draft.stored or {} for draft in drafts}
        await write(connection, app, form, author, drafts)
        spreading = Spreading(connection, app, author)
        await spreading.spread(Changed(form, frozenset({reference.name}), former))
        await post(connection, app, author, [(form, drafts), *spreading.written], observers=self.writing.observers)
        await self.writing.observers.spread(connection, app, author, [(form, drafts), *spreading.written])

    async def restore(
        self, app: RecordApp, actor: Actor, form: str, ids: Sequence[UUID], *, cause: Mapping[str, Any] | None = None
    ) -> int:
        """Take records out of the trash, all or none. Raises `NotFound`, `Forbidden`, `Invalid` when not unique now."""
        limit(len(ids))
        async with self.database.connection() as connection:
            reader = await self.reading.reader(connection, actor, "write")
            access = self.reading.access(app, reader, form, "delete")
            drafts: list[Draft] = []

            async def work() -> int:
                loaded = await self._held(connection, app, access, ids, trashed=True)
                drafts[:] = [Draft(UUID(str(one.values["id"])), {}, values=one.values) for one in loaded]
                author = author_of(actor, cause)
                await app.statements(form).mark(connection, author, _changes(loaded, "restore"), trashed=False)
                await self._spread(connection, app, access, loaded, author, trashed=False)
                return len(loaded)

            return await self.writing.transaction(connection, work, Likeness(app, access), drafts)

    async def purge(
        self, app: RecordApp, actor: Actor, form: str, ids: Sequence[UUID], *, cause: Mapping[str, Any] | None = None
    ) -> int:
        """Remove records in the trash for good, all or none; their history stays. Raises `NotFound`, `Conflict`."""
        limit(len(ids))
        async with self.database.connection() as connection:
            reader = await self.reading.reader(connection, actor, "write")
            access = self.reading.access(app, reader, form, "delete")

            async def work() -> int:
                loaded = await self._held(connection, app, access, ids, trashed=True)
                for other, reference, place in _references(app, form):
                    found = await _referring(connection, app, other, reference, place, ids, trashed=True)
                    if found:
                        message = "other records refer to it"
                        raise Conflict(message, [REFERRED_TO.report(count=len(found), form=app.form(other).label)])
                await app.statements(form).purge(connection, author_of(actor, cause), _changes(loaded, "purge"))
                await REMOVE_OF_RECORDS.run(connection, form=f"{app.name}.{form}", records=list(ids))
                return len(loaded)

            return await self.writing.transaction(connection, work, Likeness(app, access), [])

    async def _held(
        self, connection: Connection, app: RecordApp, access: FormAccess, ids: Sequence[UUID], *, trashed: bool
    ) -> list[Loaded]:
        """Return records that the reader may delete, held until the transaction ends."""
        loaded = await self.reading.load(connection, app, access, ids, ["delete"], lock=True, trashed=trashed)
        if len(loaded) != len(set(ids)):
            message = "there is no such record"
            raise NotFound(message, [NO_RECORD.report()])
        if not all(any(one.may["delete"]) for one in loaded):
            message = "no role allows to delete the record"
            raise Forbidden(message, [NOT_ALLOWED.report(action="delete")])
        return loaded

    async def _spread(
        self,
        connection: Connection,
        app: RecordApp,
        access: FormAccess,
        loaded: Sequence[Loaded],
        author: Author,
        *,
        trashed: bool,
    ) -> None:
        """Compute anew what counted records that have gone, or are back, and take back or post again what they post."""
        former = {UUID(str(one.values["id"])): one.values for one in loaded}
        names = frozenset(app.logic(access.form).shapes)
        spreading = Spreading(connection, app, author, access.reader.user)
        await spreading.spread(Changed(access.form, names, former))
        at = author.at if trashed else None
        drafts = [Draft(id_, {}, values, values={**values, "trashed at": at}) for id_, values in former.items()]
        written = [(access.form, drafts), *spreading.written]
        await post(connection, app, author, written, observers=self.writing.observers)
        await self.writing.observers.spread(connection, app, author, spreading.written)


def _changes(loaded: Sequence[Loaded], kind: str) -> list[Change]:
    """Return what is recorded about records that are removed or come back; each gets its next version."""
    found = []
    for one in loaded:
        version = one.values["version"]
        assert isinstance(version, int)
        at = {"trashed_at": {"after": clock.now().isoformat()}} if kind == "trash" else {}
        found.append(Change(new_id(), UUID(str(one.values["id"])), version + 1, kind, at))
    return found


def _references(app: RecordApp, form: str) -> list[tuple[str, ReferenceField, str]]:
    """Return all references to a form: the form that has it, the field, and the sub-table that it stands in."""
    found = []
    for other in app.forms:
        if other.name in app.ledgers.kept:
            # Balances and their lines stay as they are, whatever becomes of what they name.
            continue
        for one in other.fields:
            inner = one.fields if isinstance(one, SubtableField) else (one,)
            place = one.name if isinstance(one, SubtableField) else ""
            found += [
                (other.name, each, place) for each in inner if isinstance(each, ReferenceField) and each.to == form
            ]
    return found


async def _referring(
    connection: Connection,
    app: RecordApp,
    form: str,
    reference: ReferenceField,
    place: str,
    ids: Sequence[UUID],
    *,
    trashed: bool = False,
) -> list[UUID]:
    """Return the records that refer to some; with `trashed`, those in the trash too."""
    shape = app.tables.shape(form, place)
    kept = shape.fields[reference.name]
    condition = f'r."{kept.names[0]}" {"&& $1::uuid[]" if reference.multiple else "= ANY ($1::uuid[])"}'
    if place:
        live = "" if trashed else " AND p.trashed_at IS NULL"
        text = (
            f"SELECT DISTINCT p.id FROM {shape.name} AS r JOIN {app.tables.shape(form).name} AS p "
            f"ON p.id = r.parent_id WHERE {condition}{live}"
        )
    else:
        live = "" if trashed else " AND r.trashed_at IS NULL"
        text = f"SELECT r.id FROM {shape.name} AS r WHERE {condition}{live}"
    return [row["id"] for row in await connection.fetch(text, list(ids))]
