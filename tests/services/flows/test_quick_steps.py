"""Steps that are written without reading first: several processes, held instances, open pages."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from lowcode.kernel.errors import Conflict
from lowcode.services.flow_messages import VerbRequest
from lowcode.services.flow_starts import watch
from lowcode.services.live import AGAIN, Live
from lowcode.services.workshop import workshop
from lowcode.services.workspace import Workspace
from lowcode.store.database import opened
from tests.services.flows.office import END, START, Office, flow, person
from tests.services.flows.test_approval import consistent

APPROVE = VerbRequest.model_validate({"verb": {"kind": "approve"}})


@pytest.fixture
async def branch(office: Office, workspace: Workspace) -> AsyncIterator[Office]:
    """The same office as another process sees it."""
    async with opened(workspace.settings) as database, workshop(Workspace(database, workspace.settings)) as tools:
        other = Office(tools, watch(tools), office.admin)
        other.actors = office.actors
        yield other


async def publish(office: Office, *offices: Office) -> None:
    """Let Bob and then Cid be asked, without a record."""
    nodes = [START, person("first", office.id("bob")), person("second", office.id("cid")), END]
    await office.publish(flow("talk", nodes, [("start", "first"), ("first", "second"), ("second", "end")], form=None))
    for one in offices:
        await one.tools.record_apps.refresh()


async def test_what_another_process_decided_counts(office: Office, branch: Office) -> None:
    await publish(office, branch)
    instance = await office.start("ann", "talk")
    task = await office.task_of(instance, "bob")
    assert (await branch.flows.act_on_task(office.actors["bob"], task, APPROVE)).changed
    with pytest.raises(Conflict):
        await office.flows.act_on_task(office.actors["bob"], task, APPROVE)
    # The first process has seen the instance when Bob was asked: it notices that its own is old.
    done = await office.flows.act_on_task(office.actors["cid"], await office.task_of(instance, "cid"), APPROVE)
    assert (done.status, done.changed) == ("completed", True)
    await consistent(office, instance)


async def test_two_processes_that_take_turns_lose_nothing(office: Office, branch: Office) -> None:
    await publish(office, branch)
    started = await asyncio.gather(*(one.start("ann", "talk") for one in (office, branch) * 4))
    for name, order in (("bob", (office, branch)), ("cid", (branch, office))):
        tasks = [await office.task_of(instance, name) for instance in started]
        actor = office.actors[name]
        done = await asyncio.gather(
            *(order[at % 2].flows.act_on_task(actor, task, APPROVE) for at, task in enumerate(tasks))
        )
        assert all(one.changed for one in done)
    for instance in started:
        assert await office.status(instance) == "completed"
        await consistent(office, instance)


async def test_an_instance_that_somebody_holds_does_not_hold_up_others(office: Office) -> None:
    await publish(office)
    held, free = [await office.start("ann", "talk") for _ in range(2)]
    bob = office.actors["bob"]
    tasks = [await office.task_of(instance, "bob") for instance in (held, free)]
    async with office.tools.database.transaction() as connection:
        await connection.execute("SELECT FROM flow_instance WHERE id = $1 FOR UPDATE", held)
        waiting = asyncio.create_task(office.flows.act_on_task(bob, tasks[0], APPROVE))
        assert (await asyncio.wait_for(office.flows.act_on_task(bob, tasks[1], APPROVE), 20)).changed
        assert not waiting.done()
    assert (await waiting).changed
    assert await office.tasks(held, "open")


async def test_open_pages_hear_of_a_decision(office: Office) -> None:
    await publish(office)
    instance = await office.start("ann", "talk")
    cid = office.actors["cid"].account
    assert isinstance(cid, UUID)
    async with Live(office.tools.database) as live:
        with live.page(cid) as page:
            await office.act("bob", instance, "approve")
            heard = [await asyncio.wait_for(page.get(), 20)]
            if heard[0] == AGAIN:
                # The connection has only just begun to listen.
                heard = [await asyncio.wait_for(page.get(), 20)]
            assert heard == [{"kind": "notification"}]


async def test_who_is_gone_is_not_asked_by_what_was_known_before(office: Office, branch: Office) -> None:
    await publish(office, branch)
    await office.start("ann", "talk")
    bob = office.actors["bob"].account
    await branch.tools.workspace.accounts.disable(office.admin, bob)
    instance = await office.start("ann", "talk")
    assert bob not in [one["account_id"] for one in await office.tasks(instance)]
