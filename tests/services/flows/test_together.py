"""Events of several instances that a worker works in one transaction."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from lowcode.services.flow_effects import send
from lowcode.services.live import Live
from lowcode.worker.loop import Pace, working
from tests.services.flows.office import END, START, Office, flow, person
from tests.services.flows.test_approval import consistent

NODES = [START, {"kind": "message_wait", "name": "paid", "message": "payment"}]
EDGES = [("start", "paid"), ("paid", "first"), ("first", "end")]


async def begun(office: Office, count: int) -> list[UUID]:
    """Return runs of a flow that wait for a payment, and then for Bob."""
    await office.publish(flow("waiting", [*NODES, person("first", office.id("bob")), END], EDGES, form=None))
    found = [await office.start("ann", "waiting") for _ in range(count)]
    async with office.tools.database.transaction() as connection:
        assert await send(office.flows.steps(connection), "office", "payment", None, {}) == count
    return found


@asynccontextmanager
async def at_work(office: Office) -> AsyncIterator[None]:
    """Have a worker inside the block."""
    async with working(office.tools, at_once=3, pace=Pace(beat=0.2, silent=2.0, poll=0.2, grace=3.0)):
        yield


async def asked(office: Office, instances: Sequence[UUID]) -> None:
    """Return once Bob is asked by all of some instances."""
    text = "SELECT count(*) < $2 FROM flow_task WHERE state = 'open' AND instance_id = ANY ($1)"
    await over(office, text, list(instances), len(instances))


async def over(office: Office, text: str, *values: Any) -> None:
    """Return once a question is answered by no."""
    async with asyncio.timeout(60), office.tools.database.connection() as connection:
        while True:
            if not await connection.fetchval(text, *values):
                return
            await asyncio.sleep(0.05)


async def test_events_of_many_instances_share_a_commit(office: Office) -> None:
    instances = await begun(office, 20)
    async with at_work(office):
        await asked(office, instances)
    async with office.tools.database.connection() as connection:
        assert await connection.fetchval("SELECT count(DISTINCT xmin::text) FROM flow_instance") == 1
        told = "SELECT count(*) FROM notification WHERE account_id = $1"
        assert await connection.fetchval(told, office.actors["bob"].account) == 20
        assert await connection.fetchval("SELECT count(*) FROM job WHERE state <> 'done' AND kind = 'flow_event'") == 0
    for one in instances:
        await consistent(office, one)


async def test_who_began_hears_of_what_happens_without_people(office: Office) -> None:
    await begun(office, 3)
    async with Live(office.tools.database) as live:
        with live.page(office.actors["ann"].account) as page:
            async with at_work(office), asyncio.timeout(60):
                # Her task it is not, and yet her page shows where her request stands.
                while await page.get() != {"kind": "task"}:
                    pass


async def test_an_instance_that_cannot_be_read_holds_up_no_other(office: Office) -> None:
    instances = await begun(office, 6)
    async with office.tools.database.connection() as connection:
        await connection.execute("UPDATE flow_instance SET document = '{}' WHERE id = $1", instances[2])
    others = [one for one in instances if one != instances[2]]
    async with at_work(office):
        await asked(office, others)
    for one in others:
        await consistent(office, one)
    async with office.tools.database.connection() as connection:
        failed = await connection.fetch("SELECT state, attempts FROM job WHERE kind = 'flow_event' AND state <> 'done'")
    assert [row["state"] for row in failed] == ["waiting"], "it is tried again"


async def test_an_instance_that_somebody_holds_holds_up_no_other(office: Office) -> None:
    instances = await begun(office, 6)
    async with at_work(office):
        async with office.tools.database.transaction() as connection:
            await connection.execute("SELECT FROM flow_instance WHERE id = $1 FOR UPDATE", instances[3])
            await asked(office, [one for one in instances if one != instances[3]])
        await asked(office, instances)
    for one in instances:
        await consistent(office, one)


async def test_two_events_of_one_instance_keep_their_order(office: Office) -> None:
    nodes = [*NODES, {"kind": "message_wait", "name": "sent", "message": "sending"}, END]
    await office.publish(flow("twice", nodes, [("start", "paid"), ("paid", "sent"), ("sent", "end")], form=None))
    instances = [await office.start("ann", "twice") for _ in range(8)]
    async with office.tools.database.transaction() as connection:
        steps = office.flows.steps(connection)
        for one in instances:
            await steps.later(one, {"kind": "message", "message": "payment", "key": None, "values": {}})
            await steps.later(one, {"kind": "message", "message": "sending", "key": None, "values": {}})
    async with at_work(office):
        await over(office, "SELECT count(*) > 0 FROM flow_instance WHERE status <> 'completed'")
    for one in instances:
        await consistent(office, one)
