"""Shows that jobs are done once, in order, again when they fail, and by others when their worker dies."""

import asyncio
import random
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from lowcode.kernel import clock
from lowcode.kernel.errors import Invalid
from lowcode.services.actor import PRODUCT
from lowcode.services.schedules import Schedule, Schedules, next_time, schedule_problems
from lowcode.services.workshop import Workshop
from lowcode.settings import Settings
from lowcode.store import jobs
from lowcode.store.ids import new_id
from lowcode.store.jobs import HIGH, NewJob, enqueue
from lowcode.worker.loop import pause_after
from tests.worker.conftest import Working


async def put(tools: Workshop, *some: NewJob) -> list[UUID]:
    async with tools.database.transaction() as connection:
        return await enqueue(connection, *some)


async def row(tools: Workshop, id_: UUID) -> dict[str, Any]:
    async with tools.database.connection() as connection:
        found = await jobs.JOB.row(connection, id=id_)
    assert found is not None
    return dict(found)


async def ended(tools: Workshop, *ids: UUID, seconds: float = 20.0) -> list[dict[str, Any]]:
    """Return jobs once all of them have ended."""
    async with asyncio.timeout(seconds):
        while True:
            rows = [await row(tools, one) for one in ids]
            if all(one["finished_at"] for one in rows):
                return rows
            await asyncio.sleep(0.02)


async def running_now(tools: Workshop, id_: UUID) -> None:
    """Return once a job runs."""
    async with asyncio.timeout(10):
        while True:
            if (await row(tools, id_))["state"] == "running":
                return
            await asyncio.sleep(0.02)


async def marks(tools: Workshop) -> list[str]:
    async with tools.database.connection() as connection:
        return [one["mark"] for one in await connection.fetch("SELECT mark FROM seen ORDER BY at")]


async def test_a_job_is_there_only_when_its_transaction_is(tools: Workshop) -> None:
    async def broken() -> None:
        async with tools.database.transaction() as connection:
            await enqueue(connection, NewJob("mark"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await broken()
    async with tools.database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM job WHERE kind = 'mark'") == 0


async def test_a_worker_is_woken_and_keeps_what_came_of_it(tools: Workshop, at_work: Working) -> None:
    async with at_work():
        await asyncio.sleep(0.3)
        (id_,) = await put(tools, NewJob("mark", {"mark": "a"}))
        (one,) = await ended(tools, id_)
    assert (one["state"], one["result"], one["attempts"]) == ("done", {"mark": "a"}, 1)
    assert (one["finished_at"] - one["created_at"]).total_seconds() < 5


async def test_each_of_many_jobs_is_done_once_by_several_workers(tools: Workshop, at_work: Working) -> None:
    ids = await put(tools, *(NewJob("mark", {"mark": str(at)}) for at in range(120)))
    async with at_work(), at_work(), at_work():
        await ended(tools, *ids)
    assert Counter(await marks(tools)) == Counter(f"{what} {at}" for at in range(120) for what in ("begin", "end"))


async def test_what_fails_is_tried_again_and_then_given_up(tools: Workshop, at_work: Working) -> None:
    some = [NewJob("mark", {"mark": "x", "fails": 2}, max_attempts=4)]
    some.append(NewJob("mark", {"mark": "y", "fails": 9}, max_attempts=3))
    some.append(NewJob("wrong"))
    some.append(NewJob("mark", {"mark": ["no text"]}))
    ids = await put(tools, *some)
    async with at_work():
        again, dead, refused, unread = await ended(tools, *ids)
    assert (again["state"], again["attempts"]) == ("done", 3)
    assert (dead["state"], dead["attempts"], dead["error"]["message"]) == ("dead", 3, "not yet")
    assert (refused["state"], refused["attempts"]) == ("dead", 1)
    assert unread["state"] == "dead"
    found = await marks(tools)
    assert found.count("begin y") == 3
    assert found.count("given up y RuntimeError") == 1
    await tools.workspace.jobs.revive(PRODUCT, ids[1])
    assert (await row(tools, ids[1]))["state"] == "waiting"


def test_the_pauses_between_tries_grow() -> None:
    assert [round(sum(pause_after(at) for _ in range(400)) / 400 / (2 * 3 ** (at - 1))) for at in (1, 2, 5)] == [1] * 3
    assert pause_after(50) <= 6 * 3600 * 1.25


async def test_jobs_of_a_lane_are_done_in_order_and_one_at_a_time(tools: Workshop, at_work: Working) -> None:
    made = [NewJob("mark", {"mark": f"{lane}{at}", "seconds": 0.01}, lane=lane) for at in range(6) for lane in "abc"]
    made[0] = NewJob("mark", {"mark": "a0", "fails": 2}, lane="a")
    ids = await put(tools, *made)
    async with at_work(), at_work():
        await ended(tools, *ids)
    found = await marks(tools)
    for lane in "bc":
        own = [one for one in found if f" {lane}" in one]
        assert own == [f"{what} {lane}{at}" for at in range(6) for what in ("begin", "end")]
    own = [one for one in found if " a" in one]
    assert own[:4] == ["begin a0", "begin a0", "begin a0", "end a0"]
    assert own[4:] == [f"{what} a{at}" for at in range(1, 6) for what in ("begin", "end")]


async def test_a_key_keeps_a_second_job_away_and_does_a_running_one_again(tools: Workshop, at_work: Working) -> None:
    (first,) = await put(tools, NewJob("mark", {"seconds": 0.5}, key="k"))
    assert await put(tools, NewJob("mark", key="k")) == [first]
    async with at_work():
        await running_now(tools, first)
        assert await put(tools, NewJob("mark", key="k")) == [first]
        await ended(tools, first)
        (second,) = await put(tools, NewJob("mark", key="k"))
        await ended(tools, second)
    assert second != first
    assert (await marks(tools)).count("begin ") == 3


async def test_a_job_waits_for_its_time_and_the_urgent_ones_come_first(tools: Workshop, at_work: Working) -> None:
    now = clock.now()
    late = NewJob("mark", {"mark": "late"}, run_at=now + timedelta(seconds=1))
    ids = await put(tools, late, NewJob("mark", {"mark": "low"}), NewJob("mark", {"mark": "high"}, priority=HIGH))
    async with at_work(at_once=1):
        rows = await ended(tools, *ids)
    assert rows[0]["finished_at"] >= now + timedelta(seconds=1)
    begun = [one for one in await marks(tools) if one.startswith("begin")]
    assert begun == ["begin high", "begin low", "begin late"]


async def test_a_job_can_be_cancelled_while_it_waits_and_while_it_runs(tools: Workshop, at_work: Working) -> None:
    future = clock.now() + timedelta(days=1)
    waiting, running, deaf = await put(
        tools, NewJob("mark", run_at=future), NewJob("count"), NewJob("mark", {"seconds": 60})
    )
    async with at_work():
        for one in (running, deaf):
            await running_now(tools, one)
        for one in (waiting, running, deaf):
            await tools.workspace.jobs.cancel(PRODUCT, one)
        rows = await ended(tools, waiting, running, deaf)
    assert [one["state"] for one in rows] == ["cancelled"] * 3


async def test_a_worker_that_stops_gives_back_what_takes_too_long(tools: Workshop, at_work: Working) -> None:
    (id_,) = await put(tools, NewJob("mark", {"seconds": 60}))
    async with at_work() as worker:
        assert worker is not None
        await running_now(tools, id_)
    found = await row(tools, id_)
    assert (found["state"], found["attempts"]) == ("waiting", 0)


async def test_who_was_thought_dead_ends_nothing(tools: Workshop) -> None:
    (id_,) = await put(tools, NewJob("mark"))
    async with tools.database.connection() as connection:
        (slow,) = await jobs.claim(connection, new_id(), 1)
        assert await jobs.rescue(connection, 0.1) == 1
        (quick,) = await jobs.claim(connection, new_id(), 1)
        assert not await jobs.finish(connection, slow, "slow")
        assert not await jobs.retry(connection, slow, {}, None)
        assert await jobs.finish(connection, quick, "quick")
    assert (await row(tools, id_))["result"] == "quick"


async def test_a_claim_whose_answer_got_lost_is_no_job_that_nobody_does(tools: Workshop, at_work: Working) -> None:
    async with at_work() as worker:
        assert worker is not None
        (held,) = await put(tools, NewJob("mark", {"seconds": 60}))
        await running_now(tools, held)
        # PostgreSQL has committed a claim that the worker never heard of, as when it dies with the answer.
        later = clock.now() + timedelta(hours=1)
        (lost,) = await put(tools, NewJob("mark", {"mark": "found"}, run_at=later))
        async with tools.database.connection() as connection:
            claimed = "UPDATE job SET state = 'running', attempts = 1, claimed_by = $2, run_at = now() WHERE id = $1"
            await connection.execute(claimed, lost, worker.id)
        (found,) = await ended(tools, lost)
        assert (found["state"], found["attempts"]) == ("done", 1)
        assert (await row(tools, held))["state"] == "running"
    assert (await marks(tools)).count("begin found") == 1


async def test_a_job_that_kills_its_workers_is_given_up(tools: Workshop, at_work: Working) -> None:
    (id_,) = await put(tools, NewJob("mark", max_attempts=2))
    async with tools.database.connection() as connection:
        for _ in range(2):
            assert len(await jobs.claim(connection, new_id(), 1)) == 1
            assert await jobs.rescue(connection, 0.1) == 1
    async with at_work():
        (found,) = await ended(tools, id_)
    assert found["state"] == "dead"
    assert not [one for one in await marks(tools) if one.startswith("begin")]


async def test_workers_are_killed_and_each_job_is_ended_once(
    tools: Workshop, settings: Settings, postgres_url: str
) -> None:
    count = 60
    ids = await put(
        tools, *(NewJob("once", {"mark": str(at), "seconds": 0.05}, max_attempts=30) for at in range(count))
    )
    command = [sys.executable, str(Path(__file__).with_name("crashing.py")), postgres_url, settings.workspace]
    command.append(str(settings.home))
    draw = random.Random(7)

    async def start() -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        assert process.stdout is not None
        await process.stdout.readline()
        return process

    living = [await start(), await start()]
    try:
        for _ in range(2):
            await asyncio.sleep(draw.uniform(0.05, 0.4))
            victim = living.pop(0)
            victim.kill()
            await victim.wait()
            living.append(await start())
        rows = await ended(tools, *ids, seconds=60)
    finally:
        for one in living:
            one.kill()
            await one.wait()
    assert {one["state"] for one in rows} == {"done"}
    assert Counter(await marks(tools)) == Counter(str(at) for at in range(count))


# --- by the clock -----------------------------------------------------------------------------------------------------


def test_times_are_read_in_their_zone() -> None:
    after = datetime(2026, 3, 8, 0, 0, tzinfo=UTC)
    assert next_time("0 9 * * MON-FRI", "Asia/Shanghai", after) == datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
    # The clock springs from 2 to 3 on this night: what is due at half past two is made up for.
    skipped = next_time("30 2 * * *", "America/New_York", after)
    assert skipped.date() == datetime(2026, 3, 8, tzinfo=UTC).date()
    assert next_time("0 2 * * *", "UTC", after) == datetime(2026, 3, 8, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(("cron", "zone"), [("every day", "UTC"), ("0 9 * *", "UTC"), ("0 9 * * *", "Mars/Base")])
def test_wrong_times_are_refused(cron: str, zone: str) -> None:
    assert schedule_problems(cron, zone)
    with pytest.raises(Invalid):
        next_time(cron, zone, clock.now())


async def test_a_schedule_puts_down_one_job_for_all_that_was_missed(tools: Workshop) -> None:
    schedules = Schedules(tools.database)
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    with clock.held(long_ago):
        async with tools.database.transaction() as connection:
            await schedules.declare(connection, "shop", [Schedule("hourly", "0 * * * *", "mark", {"mark": "h"})])
    await asyncio.gather(*(schedules.tick() for _ in range(4)))
    async with tools.database.connection() as connection:
        found = await connection.fetch("SELECT * FROM job WHERE kind = 'mark'")
        following = await connection.fetchval("SELECT next_at FROM schedule WHERE app = 'shop'")
        assert len(found) == 1
        assert found[0]["cause"]["schedule"] == "shop.hourly"
        assert clock.now() < following <= clock.now() + timedelta(hours=1)
        # Publishing again with the same times skips and repeats none.
        async with connection.transaction():
            await schedules.declare(connection, "shop", [Schedule("hourly", "0 * * * *", "mark", {"mark": "i"})])
            assert await connection.fetchval("SELECT next_at FROM schedule WHERE app = 'shop'") == following
            await schedules.declare(connection, "shop", [])
            assert await connection.fetchval("SELECT count(*) FROM schedule WHERE app = 'shop'") == 0


async def test_what_is_not_needed_any_more_is_forgotten(tools: Workshop, at_work: Working) -> None:
    long_ago = clock.now() - timedelta(days=30)
    (old,) = await put(tools, NewJob("mark"))
    async with tools.database.connection() as connection:
        (claimed,) = await jobs.claim(connection, new_id(), 1)
        with clock.held(long_ago):
            await jobs.finish(connection, claimed)
        await connection.execute(
            """
            INSERT INTO import_run (id, form, mode, state, mapping, done, created_at)
            SELECT gen_random_uuid(), 'crm.lead', 'insert', 'waiting', '{}', 0, at
            FROM unnest($1::timestamptz[]) AS at
            """,
            [long_ago, clock.now()],
        )
        await connection.execute(
            """
            INSERT INTO rule_firing (id, rule, form, at, branch, state, why, read, effects, cause)
            SELECT gen_random_uuid(), 'crm.hurry', 'crm.lead', at, 'then', 'done', '{}', '{}', '[]', '{}'
            FROM unnest($1::timestamptz[]) AS at
            """,
            [clock.now() - timedelta(days=500), long_ago],
        )
    (purge,) = await put(tools, NewJob("purge"))
    async with at_work():
        (found,) = await ended(tools, purge)
    assert found["state"] == "done", found["error"]
    assert [found["result"][name] for name in ("jobs", "imports", "firings")] == [1, 1, 1]
    async with tools.database.connection() as connection:
        assert await jobs.JOB.row(connection, id=old) is None
