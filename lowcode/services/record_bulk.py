"""`Bulk`: one change of many records, of which each that cannot be changed is named and left as it is."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Annotated, Final, Literal
from uuid import UUID

import pydantic

from engine_forms.field import Json
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Conflict, Forbidden, Invalid, LowcodeError, NotFound
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import NO_CHANGE
from lowcode.services.record_query import Query, Where
from lowcode.services.record_reading import Reading, computed
from lowcode.services.record_removal import Removal
from lowcode.services.record_writing import MOST_AT_ONCE, NewRecord, Writing, limit

_TOLD: Final = 500
"""Of how many refused records it is said why."""

Change = Callable[[Sequence[UUID]], Awaitable[object]]


class BulkAction(Message):
    """What is to become of many records."""

    action: Literal["edit", "trash"]
    """What."""
    ids: Annotated[tuple[UUID, ...], pydantic.Field(max_length=MOST_AT_ONCE)] = ()
    """The records; those of the query if there are none."""
    query: Query | None = None
    """Which records, when there are no ids."""
    without: Annotated[tuple[UUID, ...], pydantic.Field(max_length=MOST_AT_ONCE)] = ()
    """Records of the query that are left as they are."""
    values: dict[str, Json] = pydantic.Field(default_factory=dict)
    """The fields that change."""
    owner: UUID | None = None
    """Whose they are to be."""
    department: UUID | None = None
    """The department they are to belong to."""


class Refusal(Message):
    """A record that was left as it is."""

    id: UUID
    """The record."""
    title: str | None = None
    """What it is called, as far as that may be seen."""
    reasons: tuple[Diagnostic, ...]
    """Why."""


class BulkResult(Message):
    """What became of many records."""

    count: int
    """How many were changed."""
    refused: tuple[Refusal, ...] = ()
    """Those that were not, the first ones of many."""
    refused_count: int = 0
    """How many were not."""


class Bulk:
    """The use case of changing many records, in one workspace."""

    def __init__(self, reading: Reading, writing: Writing, removal: Removal) -> None:
        """Take how records are read, written and removed."""
        self.reading = reading
        self.writing = writing
        self.removal = removal

    async def carry_out(self, app: RecordApp, actor: Actor, form: str, wanted: BulkAction) -> BulkResult:
        """Change as many of the records as can be, and return which could not, and why.

        Those that can go in one transaction; where nothing tells which record stands in the way, halves are tried by
        themselves. Raises `Forbidden` without the right to any record, `Invalid` for too many.
        """
        if wanted.action == "edit" and not wanted.values and wanted.owner is None and wanted.department is None:
            message = "nothing is to be changed"
            raise Invalid(message, [NO_CHANGE.report(path="/values")])
        ids = await self._meant(app, actor, form, wanted)

        async def edit(some: Sequence[UUID]) -> object:
            change = NewRecord(values=wanted.values, owner=wanted.owner, department=wanted.department)
            return await self.writing.update_many(app, actor, form, dict.fromkeys(some, change), cause={"bulk": True})

        async def trash(some: Sequence[UUID]) -> object:
            return await self.removal.trash(app, actor, form, some, cause={"bulk": True})

        refused = await _attempt(edit if wanted.action == "edit" else trash, ids)
        return await self._told(app, actor, form, len(ids), refused)

    async def _meant(self, app: RecordApp, actor: Actor, form: str, wanted: BulkAction) -> list[UUID]:
        """Return the records that are meant, of those that the actor may see."""
        action = "edit" if wanted.action == "edit" else "delete"
        async with self.reading.database.connection() as connection:
            reader = await self.reading.reader(connection, actor, "write")
            access = self.reading.access(app, reader, form, action)
            if wanted.ids:
                return list(dict.fromkeys(wanted.ids))
            query = wanted.query or Query()
            where = Where(app, access)
            where.seen(query)
            if wanted.without:
                where.parts.append(f"r.id <> ALL ({where.bound.put(list(wanted.without))}::uuid[])")
            table = app.tables.shape(form).name
            text = f"SELECT r.id FROM {table} AS r WHERE {where.sql} ORDER BY r.id LIMIT {MOST_AT_ONCE + 1}"
            with computed(query):
                ids = [row["id"] for row in await connection.fetch(*where.bound.over(text))]
        limit(len(ids))
        return ids

    async def _told(
        self, app: RecordApp, actor: Actor, form: str, count: int, refused: dict[UUID, tuple[Diagnostic, ...]]
    ) -> BulkResult:
        """Return what became of records, with the titles of those that were refused."""
        some = list(refused)[:_TOLD]
        titles: dict[str, str] = {}
        if some:
            async with self.reading.database.connection() as connection:
                reader = await self.reading.reader(connection, actor)
                titles = await self.reading.titles_of(connection, app, reader, form, some)
        told = tuple(Refusal(id=one, title=titles.get(str(one)), reasons=refused[one]) for one in some)
        return BulkResult(count=count - len(refused), refused=told, refused_count=len(refused))


async def _attempt(change: Change, ids: Sequence[UUID]) -> dict[UUID, tuple[Diagnostic, ...]]:
    """Change as many records as can be, and return why which could not."""
    refused: dict[UUID, tuple[Diagnostic, ...]] = {}
    waiting = [list(ids)] if ids else []
    while waiting:
        some = waiting.pop()
        try:
            await change(some)
        except (Invalid, NotFound, Forbidden, Conflict) as error:
            if len(some) == 1:
                refused[some[0]] = error.diagnostics
                continue
            named = _named(error, some)
            if named:
                refused |= named
                rest = [one for one in some if one not in named]
                waiting += [rest] if rest else []
            else:
                middle = len(some) // 2
                waiting += [some[middle:], some[:middle]]
    return refused


def _named(error: LowcodeError, some: Sequence[UUID]) -> dict[UUID, tuple[Diagnostic, ...]]:
    """Return the records that an error names by their positions, `/3/amount`, with what it says of each."""
    found: dict[UUID, list[Diagnostic]] = defaultdict(list)
    for one in error.diagnostics:
        first, _, rest = one.path.removeprefix("/").partition("/")
        if first.isdecimal() and int(first) < len(some):
            found[some[int(first)]].append(replace(one, path=f"/{rest}" if rest else ""))
    return {id_: tuple(all_) for id_, all_ in found.items() if any(one.severity == "error" for one in all_)}
