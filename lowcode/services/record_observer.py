"""`Observers`: who is told of records that were written, inside of the transaction that writes them.

What an observer does belongs to the change: when it raises, nothing is changed.
"""

from collections.abc import Mapping, Sequence
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


class Observers:
    """The observers of the records of one workspace."""

    def __init__(self) -> None:
        """Begin with none."""
        self._observers: list[Observer] = []
        self.of_drafts: list[DraftObserver] = []
        """Those who look at records before they are written."""
        self.of_removals: list[RemovalObserver] = []
        """Those who are told of records that are gone."""

    async def drafted(
        self, connection: Connection, app: RecordApp, access: FormAccess, drafts: Sequence[Draft]
    ) -> None:
        """Let drafts be looked at before they are written."""
        for one in self.of_drafts:
            await one.drafted(connection, app, access, drafts)

    async def removed(
        self,
        connection: Connection,
        app: RecordApp,
        form: str,
        author: Author,
        records: Sequence[Mapping[str, Value]],
    ) -> None:
        """Tell of records that were put into the trash."""
        for one in self.of_removals:
            await one.removed(connection, app, form, author, records)

    def add(self, observer: Observer) -> None:
        """Tell another one too."""
        self._observers.append(observer)

    async def concerned(self, connection: Connection, app: RecordApp, form: str) -> bool:
        """Return whether the records of a form matter to somebody, so that writing them needs a transaction."""
        for one in self._observers:
            if await one.concerned(connection, app, form):
                return True
        return False

    async def tell(
        self, connection: Connection, app: RecordApp, form: str, author: Author, drafts: Sequence[Draft]
    ) -> None:
        """Tell those whom it concerns of drafts that were written."""
        for one in self._observers:
            if await one.concerned(connection, app, form):
                found = [
                    Written(each.id, each.stored, {**(each.stored or {}), **each.values}, each.changed)
                    for each in drafts
                ]
                await one.written(connection, app, form, author, found)
