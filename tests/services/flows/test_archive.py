"""Flows that ended long ago move into the archive: out of the lists, and still to be seen."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from lowcode.kernel import clock
from lowcode.kernel.errors import NotFound
from lowcode.services.jobs.flow_archive import FLOW_ARCHIVE, FlowArchiveArguments
from lowcode.services.task_lists import Inbox, InstanceQuery
from lowcode.services.task_page import TaskPages
from lowcode.store.jobs import enqueue
from tests.services.flows.office import END, START, Office, flow, person


async def archived(office: Office, days: int | None = None) -> None:
    """Do the job that archives."""
    async with office.tools.database.transaction() as connection:
        await enqueue(connection, FLOW_ARCHIVE.new(FlowArchiveArguments(days=days)))
    await office.work()


async def listed(office: Office, who: str, *, archive: bool) -> list[UUID]:
    """Return the instances in somebody's list of what they began."""
    query = InstanceQuery(archived=archive)
    return [one.id for one in (await Inbox(office.flows).instances(office.actors[who], query)).instances]


async def test_what_ended_long_ago_is_archived_and_can_still_be_seen(office: Office) -> None:
    nodes = [START, person("boss", office.id("bob")), END]
    await office.publish(flow("agree", nodes, [("start", "boss"), ("boss", "end")]))
    record = await office.order("ann", title="Chairs")
    old, still = (
        await office.start("ann", "agree", record),
        await office.start("ann", "agree", await office.order("ann")),
    )
    task = await office.task_of(old, "bob")
    await office.act("bob", old, "approve", opinion="Good")
    pages = TaskPages(office.flows)
    before = await pages.instance(office.actors["ann"], old)
    await archived(office)
    assert await listed(office, "ann", archive=True) == [], "it has ended only now"
    with clock.held(clock.now() + timedelta(days=500)):
        await archived(office)
    assert await listed(office, "ann", archive=False) == [still]
    assert await listed(office, "ann", archive=True) == [old]
    after = await pages.instance(office.actors["ann"], old)
    assert after.archived
    assert after.may == ()
    assert (after.journal, after.tasks, after.title) == (before.journal, before.tasks, "Chairs")
    # Whoever follows an old link to the task is told where it has gone.
    decided = await pages.task(office.actors["bob"], task)
    assert (decided.task.opinion, decided.instance.archived, decided.may) == ("Good", True, ())
    with pytest.raises(NotFound):
        await pages.task(office.actors["cid"], task)
    with pytest.raises(NotFound):
        await pages.task(office.actors["bob"], UUID(int=task.int ^ 1))
    assert [one.id for one in await Inbox(office.flows).of_record(office.actors["ann"], "office", "order", record)] == [
        old
    ]
    with pytest.raises(NotFound):
        await pages.instance(office.actors["cid"], UUID(int=7))
    with pytest.raises(NotFound):
        await office.do("ann", old, "comment", opinion="Late")
    async with office.tools.database.connection() as connection:
        for table in ("flow_instance", "flow_task", "flow_journal"):
            key = "id" if table == "flow_instance" else "instance_id"
            assert not await connection.fetchval(f"SELECT count(*) FROM {table} WHERE {key} = $1", old)
        for text in ("DELETE FROM flow_journal", "DELETE FROM flow_archive", "UPDATE flow_archive SET title = ''"):
            with pytest.raises(asyncpg.RestrictViolationError):
                await connection.execute(text)
