"""Jobs that are done together: with one commit, and each by itself as soon as one spoils it."""

import asyncio

from lowcode.kernel import clock
from lowcode.services.workshop import Workshop
from lowcode.store import jobs
from lowcode.store.jobs import NewJob
from tests.worker.conftest import Working
from tests.worker.test_jobs import ended, marks, put, running_now


def many(*marks: str, seconds: float = 0.0) -> list[NewJob]:
    """Return jobs that may be done together."""
    return [NewJob("many", {"mark": one, "seconds": seconds}, max_attempts=2) for one in marks]


async def test_jobs_that_wait_are_done_together(tools: Workshop, at_work: Working) -> None:
    made = await put(tools, *many(*(f"m{at}" for at in range(30))))
    async with at_work():
        done = await ended(tools, *made)
    assert {one["state"] for one in done} == {"done"}
    assert await marks(tools) == ["together"] * 30


async def test_one_that_is_poisoned_spoils_nothing_but_itself(tools: Workshop, at_work: Working) -> None:
    made = await put(tools, *many("a", "b", "poison", "c"))
    async with at_work():
        done = await ended(tools, *made)
    assert [one["state"] for one in done] == ["done", "done", "dead", "done"]
    assert [one["attempts"] for one in done] == [1, 1, 2, 1]
    assert sorted(await marks(tools)) == ["alone"] * 5, "what was done together was undone"


async def test_those_that_are_left_are_done_by_themselves(tools: Workshop, at_work: Working) -> None:
    made = await put(tools, *many("a", "late", "b"))
    async with at_work(at_once=1):
        done = await ended(tools, *made)
    assert {one["state"] for one in done} == {"done"}
    assert sorted(await marks(tools)) == ["alone", "together", "together"]


async def test_kinds_take_turns_where_there_is_one_place(tools: Workshop, at_work: Working) -> None:
    made = await put(tools, *many(*(f"m{at}" for at in range(45))), NewJob("mark", {"mark": "x"}))
    async with at_work(at_once=1):
        await ended(tools, *made)
    told = await marks(tools)
    assert told.index("end x") < len(told) - 1, "it has not waited for all the others"


async def test_one_that_is_cancelled_sets_the_others_free(tools: Workshop, at_work: Working) -> None:
    made = await put(tools, *many("a", "b", "c", seconds=1.0))
    async with at_work():
        await running_now(tools, made[1])
        async with tools.database.connection() as connection:
            await jobs.ASK_TO_STOP.run(connection, id=made[1], now=clock.now())
        async with asyncio.timeout(20):
            done = await ended(tools, *made)
    assert [one["state"] for one in done] == ["done", "cancelled", "done"]


async def test_a_worker_that_stops_gives_them_back(tools: Workshop, at_work: Working) -> None:
    made = await put(tools, *many("a", "b", seconds=30.0))
    async with at_work() as worker:
        assert worker is not None
        await running_now(tools, made[0])
    async with tools.database.connection() as connection:
        rows = [await jobs.JOB.row(connection, id=one) for one in made]
    assert [row and (row["state"], row["attempts"]) for row in rows] == [("waiting", 0), ("waiting", 0)]
    assert await marks(tools) == []
