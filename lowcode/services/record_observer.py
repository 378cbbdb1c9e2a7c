"""`Observers`: who is told of records that were written, inside of the transaction that writes them.

What an observer does belongs to the change: when it raises, nothing is changed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from engine_rules.values import Value
from lowcode.services.access import FormAccess
from lowcode.services.record_app import RecordApp
from lowcode.services.record_drafts import Draft
from lowcode.store.records import Author
from lowcode.store.statement import Connection


@dataclass(frozen=True, slots=True)
class Written:
    """A record that was written."""

    id: UUID
    """The record."""
    before: Mapping[str, Value] | None
    """What it was; None for a new one."""
    after: Mapping[str, Value]
    """What it is."""
    changed: frozenset[str]
    """The fields that are not what they were."""


class Observer(Protocol):
    """Who is told of records that were written."""

    async def concerned(self, connection: Connection, app: RecordApp, form: str) -> bool:
        """Return whether the records of a form matter at all."""

    async def written(
        self, connection: Connection, app: RecordApp, form: str, author: Author, records: Sequence[Written]
    ) -> None:
        """Do what follows of records that were written."""


class DraftObserver(Protocol):
    """Who looks at records before they are written."""

    def looks(self, app: RecordApp, form: str) -> bool:
        """Return whether the records of a form are looked at at all."""

    async def drafted(
        self, connection: Connection, app: RecordApp, access: FormAccess, drafts: Sequence[Draft]
    ) -> None:
        """Fill in fields of drafts, or report what is wrong with them."""


class RemovalObserver(Protocol):
    """Who is told of records that were put into the trash."""

    async def removed(
        self,
        connection: Connection,
        app: RecordApp,
        form: str,
        author: Author,
        records: Sequence[Mapping[str, Value]],
    ) -> None:
        """Do what follows of records that are gone, as they were."""


Peers = Callable[[RecordApp, str], Iterable[tuple[RecordApp, str]]]
"""What tells, of a form as an app calls it, the apps that know it, each with what it calls it."""


def _alone(app: RecordApp, form: str) -> Iterable[tuple[RecordApp, str]]:
    """Return an app by itself."""
    return ((app, form),)


class Observers:
    """The observers of the records of one workspace.

    An observer is told of a record once for each app that knows its form, so that flows and rules of an app follow
    the records of those that it needs.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._observers: list[Observer] = []
        self.peers: Peers = _alone
        """Which apps know a form."""
        self.of_drafts: list[DraftObserver] = []
        """Those who look at records before they are written."""
        self.of_removals: list[RemovalObserver] = []
        """Those who are told of records that are gone."""

    def looks(self, app: RecordApp, form: str) -> bool:
        """Return whether somebody looks at records of a form before they are written."""
        return any(one.looks(peer, seen) for peer, seen in self.peers(app, form) for one in self.of_drafts)

    async def drafted(
        self, connection: Connection, app: RecordApp, access: FormAccess, drafts: Sequence[Draft]
    ) -> None:
        """Let drafts be looked at before they are written."""
        for peer, form in self.peers(app, access.form):
            seen = access if peer is app else peer.access.of(access.reader, form)
            for one in self.of_drafts:
                await one.drafted(connection, peer, seen, drafts)

    async def removed(
        self,
        connection: Connection,
        app: RecordApp,
        form: str,
        author: Author,
        records: Sequence[Mapping[str, Value]],
    ) -> None:
        """Tell of records that were put into the trash."""
        for peer, seen in self.peers(app, form):
            for one in self.of_removals:
                await one.removed(connection, peer, seen, author, records)

    def add(self, observer: Observer) -> None:
        """Tell another one too."""
        self._observers.append(observer)

    async def concerned(self, connection: Connection, app: RecordApp, form: str) -> bool:
        """Return whether the records of a form matter to somebody, so that writing them needs a transaction."""
        for peer, seen in self.peers(app, form):
            for one in self._observers:
                if await one.concerned(connection, peer, seen):
                    return True
        return False

    async def spread(
        self, connection: Connection, app: RecordApp, author: Author, written: Sequence[tuple[str, Sequence[Draft]]]
    ) -> None:
        """Tell of records whose computed values have changed since others did, form by form.

        When an app is published its formulas are others, and nothing has happened to its records.
        """
        for form, drafts in () if author.cause.get("kind") == "publish" else written:
            await self.tell(connection, app, form, author, drafts)

    async def tell(
        self, connection: Connection, app: RecordApp, form: str, author: Author, drafts: Sequence[Draft]
    ) -> None:
        """Tell those whom it concerns of drafts that were written."""
        for peer, seen in self.peers(app, form):
            for one in self._observers:
                if await one.concerned(connection, peer, seen):
                    found = [
                        Written(each.id, each.stored, {**(each.stored or {}), **each.values}, each.changed)
                        for each in drafts
                    ]
                    await one.written(connection, peer, seen, author, found)
