"""Approvals from their beginning to their end, on PostgreSQL."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import asdict

from engine_flow.instance import read_entries, read_instance
from engine_flow.interpreter import fresh, replay
from lowcode.kernel import clock
from lowcode.kernel.errors import Conflict, Forbidden, Invalid, LowcodeError, NotFound
from lowcode.services.flow_messages import BulkRequest
from lowcode.services.flow_steps import Steps
from lowcode.services.notifications import Notifications
from lowcode.services.task_lists import Inbox, InstanceQuery, TaskQuery
from lowcode.services.task_page import TaskPages
from lowcode.store.flows import JOURNAL
from tests.services.flows.office import END, START, Office, flow, person

STRAIGHT = [("start", "first"), ("first", "second"), ("second", "end")]


async def two_steps(office: Office, **more: Any) -> None:
    nodes = [START, person("first", office.id("bob"), **more), person("second", office.id("cid")), END]
    await office.publish(flow("approval", nodes, STRAIGHT))


async def test_an_order_is_approved_by_two_people(office: Office) -> None:
    await two_steps(office)
    record = await office.order("ann", title="Chairs", amount=12)
    instance = await office.start("ann", "approval", record)
    assert (await office.act("bob", instance, "approve", opinion="fine")).status == "running"
    with pytest.raises(NotFound):
        await office.act("dan", instance, "approve", await office.task_of(instance, "cid"))
    with pytest.raises(Forbidden):
        await office.act("bob", instance, "approve", await office.task_of(instance, "cid"))
    with pytest.raises(Conflict):
        await office.start("ann", "approval", record)
    assert (await office.act("cid", instance, "approve")).status == "completed"
    assert await office.status(instance) == "completed"
    await consistent(office, instance)


async def test_whoever_comes_second_is_told_who_was_faster(office: Office) -> None:
    nodes = [START, person("first", office.id("bob"), office.id("cid"), mode={"kind": "any"}), END]
    await office.publish(flow("approval", nodes, [("start", "first"), ("first", "end")]))
    instance = await office.start("ann", "approval", await office.order("ann", title="Chairs"))
    late, done = await office.task_of(instance, "cid"), await office.task_of(instance, "bob")
    await office.act("bob", instance, "approve")
    with pytest.raises(Conflict) as told:
        await office.act("cid", instance, "approve", late)
    assert told.value.diagnostics[0].code == "flow-task-decided"
    assert "Bob" in told.value.diagnostics[0].message.en
    assert "已同意" in told.value.diagnostics[0].message.zh_cn
    with pytest.raises(Conflict) as told:
        await office.act("bob", instance, "approve", done)
    assert told.value.diagnostics[0].code == "flow-task-decided-by-you"


async def test_what_somebody_keeps_before_deciding_is_nobody_elses(office: Office) -> None:
    await two_steps(office)
    instance = await office.start("ann", "approval", await office.order("ann", title="Chairs"))
    await office.act("bob", instance, "save_draft", opinion="rather not")
    pages = TaskPages(office.flows)
    seen = {who: (await pages.instance(office.actors[who], instance)).model_dump_json() for who in ("ann", "bob")}
    assert ["rather not" in seen[who] for who in ("ann", "bob")] == [False, True]


async def test_a_delegate_is_not_offered_to_approve(office: Office) -> None:
    await two_steps(office)
    instance = await office.start("ann", "approval", await office.order("ann", title="Chairs"))
    inbox = Inbox(office.flows)
    assert [one.bulk for one in (await inbox.tasks(office.actors["bob"], TaskQuery())).tasks] == [True]
    await office.act("bob", instance, "delegate", to=office.id("dan"))
    assert [one.bulk for one in (await inbox.tasks(office.actors["dan"], TaskQuery())).tasks] == [False]


async def test_a_flow_that_was_sent_back_says_so_to_whoever_began_it(office: Office) -> None:
    await two_steps(office)
    instance = await office.start("ann", "approval", await office.order("ann", title="Chairs"))
    asked = await TaskPages(office.flows).task(office.actors["bob"], await office.task_of(instance, "bob"))
    assert [(one.node, one.begins) for one in asked.back_to] == [("start", True)]
    await office.act("bob", instance, "send_back", opinion="How many?")
    (listed,) = (await Inbox(office.flows).tasks(office.actors["ann"], TaskQuery())).tasks
    assert (listed.returned, listed.node_label.zh_cn) == (True, "发起环节")
    # What the bell says of the task is read with the task itself, and nothing else is.
    notices, ann = Notifications(office.tools.database), office.actors["ann"]
    assert (await notices.read(ann, None, [f"/tasks/{asked.task.id}"])).unread == 1
    assert (await notices.read(ann, None, [f"/tasks/{listed.id}"])).unread == 0


async def test_a_suspended_flow_rests_until_it_is_resumed(office: Office) -> None:
    limits = {"limits": [{"moment": {"after": '"P2D"'}, "do": "remind"}]}
    await two_steps(office, policies=limits)
    record = await office.order("ann", title="Chairs")
    instance = await office.start("ann", "approval", record)
    (asked,) = await office.tasks(instance)
    assert (await office.do("admin", instance, "suspend", opinion="Audit")).status == "suspended"
    assert await office.status(instance) == "suspended"
    (resting,) = await office.tasks(instance)
    assert (resting["id"], resting["due_at"]) == (asked["id"], None)
    with pytest.raises(Conflict) as told:
        await office.act("bob", instance, "approve")
    assert [one.code for one in told.value.diagnostics] == ["instance-suspended"]
    pages, inbox, bob = TaskPages(office.flows), Inbox(office.flows), office.actors["bob"]
    assert (await pages.task(bob, asked["id"])).may == ("read",)
    assert (await pages.instance(office.admin, instance)).may == ("comment", "hand_over", "resume", "terminate")
    (listed,) = (await inbox.tasks(bob, TaskQuery())).tasks
    assert (listed.status, listed.bulk) == ("suspended", False)
    query = InstanceQuery(scope="all", status="suspended")
    assert [one.id for one in (await inbox.instances(office.admin, query)).instances] == [instance]
    with pytest.raises(Conflict):
        await office.start("ann", "approval", record)
    assert (await office.do("admin", instance, "resume")).status == "running"
    (again,) = await office.tasks(instance)
    assert again["due_at"] > asked["due_at"]
    # The timer that was set at first finds nothing, the one that was set anew reminds.
    with clock.held(again["due_at"] + timedelta(minutes=1)):
        await office.work()
    (reminded,) = [one for one in (await pages.instance(office.admin, instance)).journal if one.kind == "timer_due"]
    assert reminded.at >= again["due_at"]
    await office.act("bob", instance, "approve")
    await office.act("cid", instance, "approve")
    await consistent(office, instance)


async def test_twenty_people_decide_at_once_and_one_outcome_stands(office: Office) -> None:
    nodes = [START, person("first", office.id("bob")), END]
    await office.publish(flow("approval", nodes, [("start", "first"), ("first", "end")]))
    instance = await office.start("ann", "approval", await office.order("ann", title="Chairs"))
    task = await office.task_of(instance, "bob")
    deeds: list[Any] = []
    for number in range(20):
        if number % 4 == 0:
            deeds.append(office.do("ann", instance, "withdraw"))
        elif number % 4 == 1:
            deeds.append(office.act("bob", instance, "transfer", task, to=office.id("dan")))
        else:
            deeds.append(office.act("bob", instance, "approve" if number % 4 == 2 else "reject", task))
    found = await asyncio.gather(*deeds, return_exceptions=True)
    assert all(isinstance(one, LowcodeError) or not isinstance(one, BaseException) for one in found), found
    done = [one for one in found if not isinstance(one, BaseException)]
    journal = await lines(office, instance)
    accepted = [one["kind"] for one in journal if one["event"] is not None][1:]
    assert len(accepted) == len(done)
    ends = [kind for kind in accepted if kind in {"approve", "reject", "withdraw"}]
    assert len(ends) == 1
    assert (
        await office.status(instance)
        == {"approve": "completed", "reject": "rejected", "withdraw": "withdrawn"}[ends[0]]
    )
    await consistent(office, instance)


async def test_a_step_opens_fields_and_wants_others(office: Office) -> None:
    await two_steps(office, policies={"fields": {"note": "required", "amount": "edit", "title": "see"}})
    record = await office.order("ann", title="Chairs", amount=12)
    instance = await office.start("ann", "approval", record)
    with pytest.raises(Invalid) as told:
        await office.act("bob", instance, "approve")
    assert told.value.diagnostics[0].code == "flow-field-missing"
    with pytest.raises(Invalid) as told:
        await office.act("bob", instance, "approve", values={"title": "Tables"})
    assert told.value.diagnostics[0].code == "flow-field-not-open"
    task = await office.task_of(instance, "bob")
    with pytest.raises(LowcodeError):
        await office.act("ann", instance, "approve", task, values={"note": "mine"})
    assert (await office.values(record))["note"] is None
    page = await TaskPages(office.flows).task(office.actors["bob"], task)
    assert page.record is not None
    assert page.record.values["title"] == "Chairs"
    assert "title" in page.record.locked
    assert "note" not in page.record.locked
    assert "approve" in page.may
    assert "terminate" not in page.may
    assert [(one.node, one.people) for one in page.instance.forecast] == [("second", ("Cid",))]
    await office.act("bob", instance, "approve", values={"note": "good", "amount": 13})
    assert (await office.values(record))["amount"] in {13, "13"}
    async with office.tools.database.connection() as connection:
        cause = await connection.fetchval("SELECT cause FROM record_change ORDER BY id DESC LIMIT 1")
    assert cause["kind"] == "flow"
    assert cause["flow"] == "approval"
    assert cause["instance"] == str(instance)


async def test_s08_a_record_tells_where_it_is_and_who_has_it(office: Office) -> None:
    await two_steps(office)
    record = await office.order("ann", title="Chairs")
    instance = await office.start("ann", "approval", record)
    inbox = Inbox(office.flows)
    (entry,) = await inbox.of_record(office.actors["ann"], "office", "order", record)
    assert (entry.id, entry.title, entry.status) == (instance, "Chairs", "running")
    assert entry.waiting_for == ("Bob",)
    assert [one.en for one in entry.nodes] == ["first"]
    assert (entry.since is not None, entry.turn) == (True, None)
    whole = await TaskPages(office.flows).instance(office.actors["bob"], instance)
    assert whole.turn == await office.task_of(instance, "bob")
    with pytest.raises(LowcodeError):
        await inbox.of_record(office.actors["dan"], "office", "order", record)


async def test_the_lists_of_tasks(office: Office) -> None:
    pool = {"kind": "pool", "persons": [office.id("bob"), office.id("cid")]}
    nodes = [
        START,
        {"kind": "cc", "name": "tell", "assignees": [{"kind": "person", "persons": [office.id("dan")]}]},
        person("first", kind="approval_task") | {"assignees": [pool]},
        END,
    ]
    await office.publish(flow("approval", nodes, [("start", "tell"), ("tell", "first"), ("first", "end")]))
    made = [await office.start("ann", "approval", await office.order("ann", title=f"Order {at}")) for at in range(5)]
    inbox = Inbox(office.flows)
    bob, dan = office.actors["bob"], office.actors["dan"]
    assert (await inbox.counts(bob)).pool == 5
    assert (await inbox.counts(dan)).copies == 5
    first = await inbox.tasks(bob, TaskQuery(list="pool", limit=3))
    rest = await inbox.tasks(bob, TaskQuery(list="pool", limit=3, after=first.next))
    assert [one.title for one in (*first.tasks, *rest.tasks)] == [f"Order {at}" for at in (4, 3, 2, 1, 0)]
    assert rest.next is None
    await office.act("bob", made[0], "claim", rest.tasks[-1].id)
    assert (await inbox.counts(bob)).mine == 1
    assert (await inbox.counts(office.actors["cid"])).pool == 4
    (mine,) = (await inbox.tasks(bob, TaskQuery(search="order 0"))).tasks
    (outcome, other) = await office.flows.approve(bob, BulkRequest(tasks=(mine.id, first.tasks[0].id)))
    assert (outcome.done, other.done) == (True, False)
    assert other.problem is not None
    (done,) = (await inbox.tasks(bob, TaskQuery(list="done"))).tasks
    assert (done.outcome, done.status) == ("approved", "completed")
    started = await inbox.instances(office.actors["ann"], InstanceQuery(status="running"))
    assert len(started.instances) == 4
    with pytest.raises(Forbidden):
        await inbox.instances(bob, InstanceQuery(scope="all"))
    copies = await inbox.tasks(dan, TaskQuery(list="copies", unread=True))
    await office.act("dan", made[0], "read", copies.tasks[0].id)
    assert (await inbox.counts(dan)).copies == 4


async def test_of_one_request_several_tasks_are_approved_in_one_bulk(office: Office) -> None:
    gate = {"kind": "parallel_gateway"}
    nodes = [START, gate | {"name": "split"}, *(person(name, office.id("bob")) for name in ("price", "term", "place"))]
    ways = [way for name in ("price", "term", "place") for way in (("split", name), (name, "join"))]
    edges = [("start", "split"), *ways, ("join", "end")]
    for form in (None, "order"):
        await office.publish(flow("three", [*nodes, gate | {"name": "join"}, END], edges, form=form))
        made = [await office.start("ann", "three", await office.order("ann") if form else None) for _ in range(4)]
        tasks = [one["id"] for each in made for one in await office.tasks(each)]
        outcomes = await office.flows.approve(office.actors["bob"], BulkRequest(tasks=tuple(tasks)))
        assert [(one.task, one.done, one.problem) for one in outcomes] == [(one, True, None) for one in tasks]
        for each in made:
            assert await office.status(each) == "completed"
            await consistent(office, each)


async def lines(office: Office, instance: Any) -> list[dict[str, Any]]:
    """Return the journal of an instance."""
    async with office.tools.database.connection() as connection:
        rows = await JOURNAL.rows(connection, id=instance, after=0, most=10_000)
    return [asdict(one) for one in read_entries(f"[{','.join(row['entry'] for row in rows)}]")]


async def consistent(office: Office, instance: Any) -> None:
    """Demand that the journal of an instance leads to the instance as it is stored, and its tasks with it."""
    async with office.tools.database.transaction() as connection:
        steps: Steps = office.flows.steps(connection)
        held = await steps.held(instance)
        context = await steps.context(held)
        rows = await JOURNAL.rows(connection, id=instance, after=0, most=10_000)
        tasks = await connection.fetch("SELECT key, state FROM flow_task WHERE instance_id = $1", instance)
    journal = read_entries(f"[{','.join(row['entry'] for row in rows)}]")
    assert [one.number for one in journal] == list(range(1, len(journal) + 1))
    beginning = fresh(held.flow, str(instance), held.instance.initiator, held.instance.caller)
    again = replay(held.flow, beginning, journal, context).without_journal()
    assert again == read_instance(held.row.document)
    assert {row["key"]: row["state"] for row in tasks} == {key: one.state for key, one in again.tasks.items()}
