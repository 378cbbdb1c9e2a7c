"""`Listener`: hears what other processes say about the workspace, and says when it may have missed something."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final, Self, TypeAlias

import asyncpg

from lowcode.kernel.errors import Unavailable
from lowcode.store.database import CHANNEL, Database, connect

_LOG: Final = logging.getLogger(__name__)

Heard: TypeAlias = Callable[[str | None], Awaitable[None]]
"""What is called with each content of a topic, and with None at every connection, since some may have been missed."""

_CHECK: Final = 30.0
"""Seconds between two looks whether the connection still answers: some networks drop it without a word."""
_SLOWEST: Final = 5.0
"""Seconds between two tries to connect, at the most."""


class Listener:
    """One connection that listens for as long as the block `async with` lasts, and is made anew when it is lost.

    What is heard is handled one after the other, in order. An exception of a handler is logged and stops nothing.
    """

    def __init__(self, database: Database) -> None:
        """Take the database whose workspace is of interest."""
        self._database = database
        self._handlers: dict[str, list[Heard]] = {}
        self._heard: asyncio.Queue[tuple[str, str] | None] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._gone = asyncio.Event()
        self._connection: asyncpg.Connection[asyncpg.Record] | None = None

    def on(self, topic: str, heard: Heard) -> None:
        """Call `heard` with what is said of a topic; say so before the block begins."""
        self._handlers.setdefault(topic, []).append(heard)

    async def __aenter__(self) -> Self:
        """Begin to listen; returns when the first connection listens. Raises `Unavailable` when there is none."""
        self._connection = await self._listen()
        self._tasks = [asyncio.create_task(self._keep()), asyncio.create_task(self._handle())]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._hang_up()

    async def _listen(self) -> "asyncpg.Connection[asyncpg.Record]":
        """Return a new connection that listens, and note that something may have been missed until now."""
        connection = await connect(self._database.url, self._database.workspace)
        gone = self._gone = asyncio.Event()
        connection.add_termination_listener(lambda _: gone.set())
        await connection.add_listener(CHANNEL, self._note)
        self._heard.put_nowait(None)
        return connection

    def _note(self, _connection: Any, _process: int, _channel: str, payload: object) -> None:
        """Put down what was said, when it is about this workspace."""
        with contextlib.suppress(ValueError):
            workspace, topic, content = json.loads(str(payload))
            if workspace == self._database.workspace:
                self._heard.put_nowait((topic, content))

    async def _keep(self) -> None:
        """Replace the connection whenever it is lost."""
        pause = 0.05
        while True:
            connection = self._connection
            try:
                if connection is None:
                    self._connection = await self._listen()
                    pause = 0.05
                elif connection.is_closed() or not await _answers(connection):
                    await self._hang_up()
                else:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._gone.wait(), _CHECK)
            except (Unavailable, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                _LOG.warning("not listening to PostgreSQL: %s", error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _SLOWEST)

    async def _handle(self) -> None:
        """Hand on what was heard."""
        while True:
            said = await self._heard.get()
            topics = [said] if said else [(topic, None) for topic in self._handlers]
            for topic, content in topics:
                for heard in self._handlers.get(topic, ()):
                    try:
                        await heard(content)
                    except Exception:  # noqa: BLE001 - one handler must not deafen the process
                        _LOG.exception("what was heard of '%s' could not be handled", topic)

    async def _hang_up(self) -> None:
        """Let go of the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()


async def _answers(connection: "asyncpg.Connection[asyncpg.Record]") -> bool:
    """Return whether the server answers on a connection."""
    try:
        return bool(await connection.fetchval("SELECT true", timeout=5))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
