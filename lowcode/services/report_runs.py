"""`ReportRuns`: the questions that run at present, which whoever asked them can cancel, through any process."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from lowcode.kernel.errors import Conflict
from lowcode.services.actor import Actor
from lowcode.services.report_codes import CANCELLED
from lowcode.store.database import Database

TOPIC: Final = "report_cancel"
"""What processes hear of when somebody cancels a question: the account, then what it is called."""
Result = TypeVar("Result")


class ReportRuns:
    """Questions that run in this process, by who asked and what they call them."""

    def __init__(self, database: Database, most: int) -> None:
        """Take the workspace, and how many questions the database computes at once for this process."""
        self._database = database
        self._running: dict[str, asyncio.Task[object]] = {}
        self._room = asyncio.Semaphore(most)

    async def run(self, actor: Actor, key: str | None, work: Callable[[], Awaitable[Result]]) -> Result:
        """Return what comes of work, once there is room for it. Raises `Conflict` when it is cancelled."""
        if key is None:
            async with self._room:
                return await work()
        name = f"{actor.account_id}/{key}"
        task: asyncio.Task[Result] = asyncio.ensure_future(self._within(work))
        self._running[name] = task
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled():
                message = "the question was cancelled"
                raise Conflict(message, [CANCELLED.report()]) from None
            task.cancel()
            raise
        finally:
            if self._running.get(name) is task:
                del self._running[name]

    async def _within(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """Return what comes of work, once there is room for it."""
        async with self._room:
            return await work()

    async def cancel(self, actor: Actor, key: str) -> None:
        """Cancel a question of somebody, whichever process computes it."""
        name = f"{actor.account_id}/{key}"
        await self.heard(name)
        async with self._database.connection() as connection:
            await self._database.notify(connection, TOPIC, name)

    async def heard(self, name: str | None) -> None:
        """Cancel a question if it runs here."""
        task = self._running.get(name or "")
        if task is not None:
            task.cancel()
