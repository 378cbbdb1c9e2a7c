"""`StepWriter`: writes steps of flows that several people want at the same time by one statement and one commit."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from lowcode.store.database import Database
from lowcode.store.flows import Written, save_all

_AT_ONCE: Final = 2
"""How many statements are under way at the most; steps that come meanwhile gather for the next one."""
_MOST: Final = 100
"""How many steps one statement writes at the most."""
_HALVED: Final = 4
"""From how many steps on two statements share them."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A step that somebody waits for."""

    step: Written
    done: asyncio.Future[bool]


class StepWriter:
    """Writes the steps of one process. Who is alone waits for nobody; the more come, the more share a commit."""

    def __init__(self) -> None:
        """Begin with nothing to write."""
        self._wanted: list[_Wanted] = []
        self._busy = 0
        self._called = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def write(self, database: Database, step: Written) -> bool:
        """Write a step, and return whether it is written; why it may not be, `save_all` says. Raises `Unavailable`."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._wanted.append(_Wanted(step, done))
        self._call(database)
        return await done

    def _call(self, database: Database) -> None:
        """Let somebody write what is wanted, unless enough do; who is called begins in the next turn of the loop."""
        if self._wanted and not self._called and self._busy < _AT_ONCE:
            self._called = True
            task = asyncio.create_task(self._work(database))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _work(self, database: Database) -> None:
        """Write until nobody wants anything."""
        self._called = False
        self._busy += 1
        try:
            while self._wanted:
                taken = self._taken()
                self._call(database)
                await self._write(database, taken)
        finally:
            self._busy -= 1

    def _taken(self) -> list[_Wanted]:
        """Take what the next statement writes: of each instance one step, and none that nobody waits for any more.

        When no other statement is under way and there is much to do it takes half, and another statement the rest.
        Otherwise all who wait would be answered at once and come back at once, and either this process or PostgreSQL
        would have nothing to do; so the next steps of one half are worked while those of the other are written.
        """
        taken: dict[UUID, _Wanted] = {}
        left = []
        many = len(self._wanted)
        most = _MOST if self._busy > 1 or many < _HALVED else min(_MOST, (many + 1) // 2)
        for one in self._wanted:
            if one.done.cancelled():
                continue
            if one.step.row.id in taken or len(taken) == most:
                left.append(one)
            else:
                taken[one.step.row.id] = one
        self._wanted = left
        return list(taken.values())

    async def _write(self, database: Database, some: list[_Wanted]) -> None:
        """Write some steps together; when that fails each by itself, so that one does not spoil the others."""
        if not some:
            return
        try:
            async with database.connection() as connection:
                written = await save_all(connection, [one.step for one in some])
        except Exception as error:  # noqa: BLE001 - whoever waits is told
            if len(some) == 1:
                _fail(some, error)
                return
            for one in some:
                await self._write(database, [one])
        except BaseException:
            for one in some:
                one.done.cancel()
            raise
        else:
            for one in some:
                if not one.done.done():
                    one.done.set_result(one.step.row.id in written)


def _fail(some: Iterable[_Wanted], error: Exception) -> None:
    """Tell those who wait that their steps could not be written."""
    for one in some:
        if not one.done.done():
            one.done.set_exception(error)
