"""`Gathering`: does what several people want at the same time by one statement; who is alone waits for nobody."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeAlias, TypeVar

from lowcode.store.database import Database
from lowcode.store.statement import Connection

_MOST: Final = 100
"""How much one statement does at the most."""
_HALVED: Final = 8
"""From how many on two statements share them."""

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Work: TypeAlias = Callable[[Connection, Sequence[Item]], Awaitable[Sequence[Answer]]]
"""Does some things by one statement, and returns what came of each, in their order."""


@dataclass(slots=True)
class _Wanted(Generic[Item, Answer]):
    """Something that somebody waits for."""

    item: Item
    done: asyncio.Future[Answer]


class Gathering(Generic[Item, Answer]):
    """What one process has to do of one kind. The more want something, the more of it one statement does."""

    def __init__(self, work: Work[Item, Answer], key: Callable[[Item], Hashable], at_once: int) -> None:
        """Take what does it, the key of a thing, and how many statements are under way at the most.

        No statement does two things with the same key. What is wanted meanwhile gathers for the next statement.
        """
        self._do = work
        self._key = key
        self._at_once = at_once
        self._wanted: list[_Wanted[Item, Answer]] = []
        self._busy = 0
        self._called = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, database: Database, item: Item) -> Answer:
        """Return what came of a thing. Raises what doing it raises, `Unavailable` among it."""
        done: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._wanted.append(_Wanted(item, done))
        self._call(database)
        return await done

    def _call(self, database: Database) -> None:
        """Let somebody do what is wanted, unless enough do; who is called begins in the next turn of the loop."""
        if self._wanted and not self._called and self._busy < self._at_once:
            self._called = True
            task = asyncio.create_task(self._work(database))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _work(self, database: Database) -> None:
        """Work until nobody wants anything."""
        self._called = False
        self._busy += 1
        try:
            while self._wanted:
                await self._spell(database)
        finally:
            self._busy -= 1

    async def _spell(self, database: Database) -> None:
        """Work on one connection as long as somebody comes.

        What goes wrong together is tried once more, each by itself, so that one does not spoil the others.
        """
        taken: list[_Wanted[Item, Answer]] | None = None
        try:
            async with database.connection() as connection:
                while taken := self._taken():
                    self._call(database)
                    _answer(taken, await self._do(connection, [one.item for one in taken]))
                    # Whoever is answered comes back in the next turn of the loop, or goes away for longer.
                    await asyncio.sleep(0)
        except Exception as error:  # noqa: BLE001 - whoever waits is told
            alone = taken is None or len(taken) == 1
            for one in self._taken() if taken is None else taken:
                await self._alone(database, one, error if alone else None)
        except BaseException:
            for one in taken or ():
                one.done.cancel()
            raise

    def _taken(self) -> list[_Wanted[Item, Answer]]:
        """Take what the next statement does: nothing twice, and nothing that nobody waits for any more.

        When another statement may be under way and there is much to do it takes half, and another statement the rest.
        Otherwise all who wait would be answered at once and come back at once, and either this process or PostgreSQL
        would have nothing to do; so one half is served by this process while PostgreSQL works for the other.
        """
        taken: dict[Hashable, _Wanted[Item, Answer]] = {}
        left = []
        many = len(self._wanted)
        shared = self._busy < self._at_once and many >= _HALVED
        most = min(_MOST, (many + 1) // 2) if shared else _MOST
        for one in self._wanted:
            if one.done.cancelled():
                continue
            key = self._key(one.item)
            if key in taken or len(taken) == most:
                left.append(one)
            else:
                taken[key] = one
        self._wanted = left
        return list(taken.values())

    async def _alone(self, database: Database, one: _Wanted[Item, Answer], error: Exception | None) -> None:
        """Do a thing that could not be done with others; `error` says what has come of it already."""
        if error is None:
            try:
                async with database.connection() as connection:
                    _answer([one], await self._do(connection, [one.item]))
            except Exception as found:  # noqa: BLE001 - whoever waits is told
                error = found
        if error is not None and not one.done.done():
            one.done.set_exception(error)


def _answer(some: Sequence[_Wanted[Item, Answer]], answers: Sequence[Answer]) -> None:
    """Give those who wait what came of their things."""
    for one, answer in zip(some, answers, strict=True):
        if not one.done.done():
            one.done.set_result(answer)
