"""`Live`: what has changed, told to the open pages of those whom it concerns, over all processes."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any, Final, Self
from uuid import UUID

from lowcode.store.database import Database
from lowcode.store.listener import Listener
from lowcode.store.notifications import LIVE

_MOST: Final = 200
"""Events that wait for a page which is slow to take them; beyond, it is told to ask for everything anew."""
AGAIN: Final = {"kind": "again"}
"""Tells a page that it may have missed something: it asks anew for what it shows."""

Event = dict[str, Any]
"""What a page is told: `kind`, and what else there is."""


class Live:
    """One connection to PostgreSQL for all open pages of this process, for as long as the block `async with` lasts."""

    def __init__(self, database: Database) -> None:
        """Take the workspace."""
        self._pages: dict[UUID, set[asyncio.Queue[Event]]] = {}
        self._listener = Listener(database)
        self._listener.on(LIVE, self._heard)

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        await self._listener.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening; pages that are still open are told nothing more."""
        await self._listener.__aexit__()

    @contextmanager
    def page(self, account_id: UUID) -> Iterator[asyncio.Queue[Event]]:
        """Hold the events of one open page inside the block."""
        queue: asyncio.Queue[Event] = asyncio.Queue(_MOST)
        self._pages.setdefault(account_id, set()).add(queue)
        try:
            yield queue
        finally:
            some = self._pages.get(account_id, set())
            some.discard(queue)
            if not some:
                self._pages.pop(account_id, None)

    async def events(self, account_id: UUID, quiet_seconds: float = 20.0) -> AsyncIterator[Event | None]:
        """Iterate over what one page is told, None when nothing has happened for a while."""
        with self.page(account_id) as queue:
            while True:
                try:
                    yield await asyncio.wait_for(queue.get(), quiet_seconds)
                except TimeoutError:
                    yield None

    async def _heard(self, content: str | None) -> None:
        """Hand on what was said to the pages of those whom it concerns."""
        if content is None:
            for account_id in list(self._pages):
                self._tell(account_id, AGAIN)
            return
        event = json.loads(content)
        accounts = event.pop("accounts", None)
        for account_id in list(self._pages) if accounts is None else [UUID(one) for one in accounts]:
            self._tell(account_id, event)

    def _tell(self, account_id: UUID, event: Event) -> None:
        """Let the pages of somebody have an event."""
        for queue in self._pages.get(account_id, ()):
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                event = AGAIN
            queue.put_nowait(event)
