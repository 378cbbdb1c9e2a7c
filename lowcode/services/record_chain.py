"""`RecordChain`: the documents that belong together with one, from the first lead to the last payment, both ways."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from engine_forms.field_types.reference import ReferenceField
from engine_forms.field_types.stage import StageField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form import Form
from lowcode.kernel.errors import Forbidden
from lowcode.kernel.names import Label
from lowcode.services.access import FormAccess
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.services.reader import Reader
from lowcode.services.record_app import RecordApp
from lowcode.services.record_query import Where
from lowcode.services.record_reading import Loaded, Reading
from lowcode.services.registry import Registry
from lowcode.services.rights import RANK
from lowcode.store.names import quoted
from lowcode.store.statement import Connection

MOST: Final = 120
"""How many documents are told."""
_HOPS: Final = 10
"""Over how many references the walk goes at the most."""
_WIDTH: Final = 60
"""How many documents of one form refer to those of one step of the walk at the most."""


class ChainDocument(Message):
    """A document of a chain."""

    app: str
    """Its app."""
    form: str
    """Its form."""
    label: Label
    """What people call a record of the form."""
    icon: str | None = None
    """The icon of the form."""
    id: UUID
    """The key."""
    title: str = ""
    """What it is called, as far as the reader may see that."""
    stage: Label | None = None
    """Where it stands."""
    outcome: str | None = None
    """Whether that is `open`, `won`, `lost` or `closed`."""
    colour: str | None = None
    """The colour of the stage."""
    at: datetime
    """When it was created."""
    hops: int
    """Over how many references it is reached; 0 is the document where the walk began."""
    leads_to: tuple[UUID, ...] = ()
    """The documents of the chain to which it refers."""


class Chain(Message):
    """Documents that belong together."""

    documents: tuple[ChainDocument, ...] = ()
    """They, the oldest first; none when the record is no document."""
    more: bool = False
    """Whether there are more than are told."""


@dataclass(frozen=True, slots=True)
class _Link:
    """A reference from documents to documents."""

    app: str
    form: str
    name: str
    subtable: str
    several: bool
    to: str
    """The form that it leads to, with its app."""


@dataclass
class _Walk:
    """What a walk has come to."""

    reader: Reader
    documents: dict[UUID, ChainDocument] = field(default_factory=dict)
    refers: dict[UUID, set[UUID]] = field(default_factory=dict)
    more: bool = False


class RecordChain:
    """The use case of walking from document to document, in one workspace."""

    def __init__(self, reading: Reading, apps: Registry[RecordApp]) -> None:
        """Take the use cases of reading, and the apps."""
        self._reading = reading
        self._apps = apps

    async def of_record(self, app: RecordApp, actor: Actor, form: str, id_: UUID) -> Chain:
        """Return the documents that belong together with a record, as far as the actor may see them and the way there.

        The walk goes along references between documents, in both directions and over apps. It goes on only from what
        the actor sees, and along references that the actor may read. Raises `NotFound`, `Forbidden`.
        """
        async with self._reading.database.connection() as connection:
            reader = await self._reading.reader(connection, actor)
            await self._reading.one(connection, app, self._reading.access(app, reader, form), id_)
            walk = _Walk(reader)
            if not app.form(form).is_document:
                return Chain()
            links = list(self._links())
            edge: dict[str, set[UUID]] = {app.place(form): {id_}}
            for hop in range(_HOPS + 1):
                seen = {place: await self._see(connection, walk, place, ids, hop) for place, ids in edge.items()}
                edge = await self._onward(connection, walk, links, seen)
                if not edge or walk.more:
                    break
        return _told(walk)

    def _links(self) -> Iterator[_Link]:
        """Iterate over the references from documents to documents, of all apps."""
        forms = {
            app.place(name): app.forms.forms[name]
            for app in self._artefacts()
            for name in app.own_forms
            if app.keeps(name) and app.form(name).is_document
        }
        for place, form in forms.items():
            home, _, name = place.partition(".")
            for subtable, one in _references(form):
                to = one.to if "." in one.to else f"{home}.{one.to}"
                if to in forms:
                    yield _Link(home, name, one.name, subtable, one.several, to)

    def _artefacts(self) -> Iterator[RecordApp]:
        """Iterate over the apps."""
        for name in self._apps.names():
            yield self._apps[name].artefact

    def _access(self, walk: _Walk, place: str) -> tuple[RecordApp, FormAccess] | None:
        """Return what the reader may do with a form that is named with its app, None when that is nothing."""
        home, _, name = place.partition(".")
        app = self._apps[home].artefact
        try:
            return app, self._reading.access(app, walk.reader, name)
        except Forbidden:
            return None

    async def _see(
        self, connection: Connection, walk: _Walk, place: str, ids: Iterable[UUID], hops: int
    ) -> list[tuple[Loaded, Mapping[str, Any]]]:
        """Return the new documents of a form that the reader may see, with the rights at their fields; keep them."""
        found = self._access(walk, place)
        new = sorted(set(ids) - walk.documents.keys())
        if found is None or not new:
            return []
        app, access = found
        room = MOST - len(walk.documents)
        walk.more |= len(new) > room
        loaded = await self._reading.load(connection, app, access, new[:room])
        titles = await self._reading.titles_of(
            connection, app, walk.reader, access.form, [UUID(str(one.values["id"])) for one in loaded]
        )
        seen = self._reading.seen(app, access)
        told = []
        for one in loaded:
            rights = seen.rights(one.values, one.holds)
            document = _document(app.form(access.form), app.name, one.values, rights, titles, hops)
            walk.documents[document.id] = document
            told.append((one, rights))
        return told

    async def _onward(
        self,
        connection: Connection,
        walk: _Walk,
        links: Sequence[_Link],
        seen: Mapping[str, Sequence[tuple[Loaded, Mapping[str, Any]]]],
    ) -> dict[str, set[UUID]]:
        """Return the documents to which some refer and those that refer to them, by form."""
        edge: dict[str, set[UUID]] = {}
        for link in links:
            for one, rights in seen.get(f"{link.app}.{link.form}", ()):
                if RANK[rights.get(link.subtable or link.name, "full")] < RANK["read_only"]:
                    continue
                targets = set(_targets(one.values, link))
                walk.refers.setdefault(UUID(str(one.values["id"])), set()).update(targets)
                edge.setdefault(link.to, set()).update(targets)
            ids = [UUID(str(one.values["id"])) for one, _ in seen.get(link.to, ())]
            if ids:
                edge.setdefault(f"{link.app}.{link.form}", set()).update(
                    await self._referring(connection, walk, link, ids)
                )
        found = {place: ids - walk.documents.keys() for place, ids in edge.items()}
        return {place: ids for place, ids in found.items() if ids}

    async def _referring(self, connection: Connection, walk: _Walk, link: _Link, ids: Sequence[UUID]) -> list[UUID]:
        """Return the records that refer to some by one reference, of those that the reader may see."""
        found = self._access(walk, f"{link.app}.{link.form}")
        if found is None:
            return []
        app, access = found
        where = Where(app, access)
        where.parts.append("r.trashed_at IS NULL")
        where.permitted("see")
        if (readable := access.readable(link.subtable or link.name, where.bound)) != "TRUE":
            where.parts.append(readable)
        given = f"{where.bound.put(list(ids))}::uuid[]"
        column = quoted(link.name)
        if link.subtable:
            rows = app.tables.shapes[link.form, link.subtable].name
            inner = f"x.{column} && {given}" if link.several else f"x.{column} = ANY ({given})"
            where.parts.append(f"r.id IN (SELECT x.parent_id FROM {rows} AS x WHERE {inner})")
        else:
            where.parts.append(f"r.{column} && {given}" if link.several else f"r.{column} = ANY ({given})")
        table = app.tables.shape(link.form).name
        text = f"SELECT r.id FROM {table} AS r WHERE {where.sql} ORDER BY r.id LIMIT {_WIDTH + 1}"
        rows_found = [row["id"] for row in await connection.fetch(*where.bound.over(text))]
        walk.more |= len(rows_found) > _WIDTH
        return rows_found[:_WIDTH]


def _references(form: Form) -> Iterator[tuple[str, ReferenceField]]:
    """Iterate over the references of a form with the sub-table in whose rows they stand."""
    for one in form.fields:
        if isinstance(one, ReferenceField):
            yield "", one
        elif isinstance(one, SubtableField):
            yield from ((one.name, inner) for inner in one.fields if isinstance(inner, ReferenceField))


def _targets(values: Mapping[str, Any], link: _Link) -> Iterator[UUID]:
    """Iterate over the records to which a record refers by a reference."""
    rows = values.get(link.subtable) or () if link.subtable else (values,)
    for row in rows:
        value = row.get(link.name)
        for one in value if isinstance(value, list | tuple) else () if value is None else (value,):
            yield UUID(str(one))


def _document(
    made: Form, app: str, values: Mapping[str, Any], rights: Mapping[str, Any], titles: Mapping[str, str], hops: int
) -> ChainDocument:
    """Return a record as a document of a chain."""
    stage = next((one for one in made.fields if isinstance(one, StageField)), None)
    seen = stage is not None and RANK[rights.get(stage.name, "full")] >= RANK["read_only"]
    state = next((one for one in stage.states if one.name == values.get(stage.name)), None) if stage and seen else None
    return ChainDocument(
        app=app,
        form=made.name,
        label=made.label,
        icon=made.icon,
        id=UUID(str(values["id"])),
        title=titles.get(str(values["id"]), ""),
        stage=None if state is None else state.label,
        outcome=None if state is None else state.outcome,
        colour=None if state is None else state.colour,
        at=values["created at"],
        hops=hops,
    )


def _told(walk: _Walk) -> Chain:
    """Return what a walk has come to, the oldest first."""
    ordered = sorted(walk.documents.values(), key=lambda one: (one.at, one.id))
    known = walk.documents.keys()
    return Chain(
        documents=tuple(
            one.model_copy(update={"leads_to": tuple(sorted(walk.refers.get(one.id, set()) & known))})
            for one in ordered
        ),
        more=walk.more,
    )
