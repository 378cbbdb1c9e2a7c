"""Shows what is done together: by how few statements, in which shares, and what becomes of what goes wrong."""

import asyncio
import dataclasses
from collections.abc import Sequence

import asyncpg

from lowcode.kernel.errors import Unavailable
from lowcode.settings import Settings
from lowcode.store.database import Database, opened
from lowcode.store.gathering import Gathering
from lowcode.store.statement import Connection

HALVES = "SELECT 10 / x AS half, pg_sleep(0.05) FROM unnest(CAST($1 AS int[])) WITH ORDINALITY AS w(x, at) ORDER BY at"


class Halves:
    """Divides ten by numbers, and remembers by which statements."""

    def __init__(self, at_once: int = 2) -> None:
        """Begin with none."""
        self.done: list[list[int]] = []
        self.begun = asyncio.Event()
        self.busy = 0
        self.most = 0
        self.gathering: Gathering[int, int] = Gathering(self._work, key=lambda number: number, at_once=at_once)

    async def _work(self, connection: Connection, some: Sequence[int]) -> list[int]:
        """Divide ten by some numbers."""
        self.done.append(list(some))
        self.begun.set()
        self.busy += 1
        self.most = max(self.most, self.busy)
        try:
            return [row["half"] for row in await connection.fetch(HALVES, list(some))]
        finally:
            self.busy -= 1


async def test_two_statements_share_what_is_wanted_at_once_and_the_rest_waits_for_both(database: Database) -> None:
    halves = Halves()

    async def twice(number: int) -> tuple[int, int]:
        return (
            await halves.gathering.ask(database, number),
            await halves.gathering.ask(database, number + 100),
        )

    assert await asyncio.gather(*map(twice, range(1, 9))) == [(10 // one, 0) for one in range(1, 9)]
    assert halves.done[:2] == [[1, 2, 3, 4], [5, 6, 7, 8]]
    assert halves.most == 2
    assert sorted(number for some in halves.done[2:] for number in some) == list(range(101, 109))
    assert len(halves.done) <= 6


async def test_one_statement_at_a_time_takes_all_that_came_meanwhile(database: Database) -> None:
    halves = Halves(at_once=1)
    first = asyncio.create_task(halves.gathering.ask(database, 1))
    await halves.begun.wait()
    await asyncio.gather(first, *(halves.gathering.ask(database, number) for number in range(2, 9)))
    assert halves.done == [[1], [2, 3, 4, 5, 6, 7, 8]]


async def test_what_goes_wrong_spoils_nothing_else(database: Database) -> None:
    halves = Halves()
    asked = [halves.gathering.ask(database, number) for number in (1, 0, 5)]
    one, wrong, five = await asyncio.gather(*asked, return_exceptions=True)
    assert (one, five) == (10, 2)
    assert isinstance(wrong, asyncpg.DivisionByZeroError)
    assert halves.done == [[1, 0, 5], [1], [0], [5]]
    assert await halves.gathering.ask(database, 2) == 5


async def test_the_same_thing_is_done_by_different_statements_one_after_the_other(database: Database) -> None:
    halves = Halves()
    assert await asyncio.gather(*(halves.gathering.ask(database, 5) for _ in range(3))) == [2, 2, 2]
    assert halves.done == [[5], [5], [5]]


async def test_what_nobody_waits_for_is_left(database: Database) -> None:
    halves = Halves(at_once=1)
    first = asyncio.create_task(halves.gathering.ask(database, 1))
    await halves.begun.wait()
    given_up = asyncio.create_task(halves.gathering.ask(database, 2))
    await asyncio.sleep(0)
    given_up.cancel()
    one, five = await asyncio.gather(first, halves.gathering.ask(database, 5))
    assert (one, five) == (10, 2)
    assert halves.done == [[1], [5]]


async def test_connections_that_are_not_to_be_had_are_told_to_all(settings: Settings, database: Database) -> None:
    halves = Halves()
    one = dataclasses.replace(settings, database_connections=2, database_seconds=0.3)
    async with opened(one) as busy:
        async with busy.connection(), busy.connection():
            found = await asyncio.gather(
                *(halves.gathering.ask(busy, number) for number in range(1, 4)), return_exceptions=True
            )
        assert [type(each) for each in found] == [Unavailable] * 3
        assert await halves.gathering.ask(busy, 5) == 2
    assert await halves.gathering.ask(database, 5) == 2
