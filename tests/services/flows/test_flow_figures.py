"""S39: how many tasks wait at which step and with whom, and how long steps take, asked as any other question."""

from decimal import Decimal
from typing import Any

import pytest

from engine_reports.query import ReportQuery
from lowcode.kernel.errors import Invalid
from lowcode.services.actor import Actor
from lowcode.services.flow_admin import FlowAdmin
from lowcode.services.report_asking import ReportAsking
from lowcode.services.report_drill import behind
from lowcode.services.report_messages import BehindAsk, GroupRef
from lowcode.services.report_source import PostgresSource
from lowcode.services.task_lists import Inbox, InstanceQuery
from tests.services.flows.office import END, START, Office, flow, person

COUNT = {"name": "n", "of": {"kind": "count"}}
WAITED = {"name": "waited", "of": {"kind": "average", "value": "hours"}}


class Figures:
    """Questions about the flows of the office."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.asking = ReportAsking(office.tools.records.reading, [PostgresSource(office.tools.database, 20)])

    async def groups(self, who: Actor, dataset: str, *by: str, **more: Any) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        """Return the values of each group by its members."""
        asker = await self.asking.asker(self.office.tools.record_apps["office"].artefact, who)
        dimensions = [{"name": f"d{at}", "expression": one} for at, one in enumerate(by)]
        asked = {"dataset": dataset, "dimensions": dimensions, "measures": [COUNT, WAITED], **more}
        answer = await self.asking.answer(asker, ReportQuery.model_validate(asked))
        return {tuple(one.values[: len(by)]): tuple(one.values[len(by) :]) for one in answer.rows}


async def test_s39_steps_that_wait_and_how_long_they_take_are_asked_like_any_number(office: Office) -> None:
    steps = [START, person("check", office.id("bob")), person("pay", office.id("cid")), END]
    await office.publish(flow("buy", steps, [("start", "check"), ("check", "pay"), ("pay", "end")]))
    runs = [
        await office.start("ann", "buy", await office.order("ann", title=f"Paper {at}", amount=at)) for at in range(3)
    ]
    await office.act("bob", runs[0], "approve")
    async with office.tools.database.connection() as connection:
        await connection.execute(
            "UPDATE flow_task SET opened_at = opened_at - interval '5 hours', due_at = opened_at - interval '1 hour' "
            "WHERE node = 'check' AND instance_id = $1",
            runs[0],
        )
    figures, ann = Figures(office), office.actors["ann"]
    steps_ = await figures.groups(ann, "order.flow_tasks", "node", "state", "person.name")
    assert {key: one[0] for key, one in steps_.items()} == {
        ("check", "done", "Bob"): "1",
        ("check", "open", "Bob"): "2",
        ("pay", "open", "Cid"): "1",
    }
    assert Decimal(5) <= Decimal(steps_["check", "done", "Bob"][1]) < Decimal("5.5")
    late = await figures.groups(ann, "order.flow_tasks", "late", filter='node = "check"')
    assert {key: one[0] for key, one in late.items()} == {(True,): "1", (False,): "2"}
    found = await figures.groups(ann, "order.flow_runs", "status", "initiator.name", filter="record.amount > 0")
    assert {key: one[0] for key, one in found.items()} == {("running", "Ann"): "2"}
    amounts = await figures.groups(ann, "order.flow_tasks", "run.record.title", filter='state = "open"')
    assert set(amounts) == {("Paper 0",), ("Paper 1",), ("Paper 2",)}
    asker = await figures.asking.asker(office.tools.record_apps["office"].artefact, ann)
    query = ReportQuery.model_validate(
        {"dataset": "order.flow_tasks", "dimensions": [{"name": "node", "expression": "node"}], "measures": [COUNT]}
    )
    shown = await behind(figures.asking, asker, BehindAsk(query=query, group=GroupRef(values={"node": "pay"})))
    assert (shown.form, shown.total, shown.records[0].title) == ("order", 1, "Paper 0")
    # Whoever may see no order sees nothing of its flows, though they took part.
    with pytest.raises(Invalid):
        await figures.groups(office.actors["bob"], "order.flow_tasks", "node")


async def test_s39_the_process_board_tells_what_waits_whenever_it_began_and_what_ended_of_late(office: Office) -> None:
    steps = [START, person("check", office.id("bob")), person("pay", office.id("cid")), END]
    await office.publish(flow("buy", steps, [("start", "check"), ("check", "pay"), ("pay", "end")]))
    old, late, done, gone = [
        await office.start("ann", "buy", await office.order("ann", title=f"Paper {at}")) for at in range(4)
    ]
    for one in (late, done):
        await office.act("bob", one, "approve")
    await office.act("cid", done, "approve")
    await office.do("admin", gone, "terminate")
    async with office.tools.database.connection() as connection:
        for text in (
            "UPDATE flow_task SET opened_at = opened_at - interval '40 days' WHERE instance_id = $1",
            "UPDATE flow_instance SET started_at = started_at - interval '40 days' WHERE id = $1",
        ):
            await connection.execute(text, old)
        await connection.execute(
            "UPDATE flow_task SET due_at = now() - interval '1 day' WHERE instance_id = $1 AND node = 'pay'", late
        )
        await connection.execute(
            "UPDATE flow_instance SET started_at = ended_at - interval '40 days', "
            "ended_at = ended_at - interval '9 days' WHERE id = $1",
            gone,
        )
    board = await FlowAdmin(office.flows).board(office.admin, "office", "buy", 7)
    check, pay = board.nodes
    # What waits for longer than the time that is looked at is what the board is for.
    assert (check.node, check.waiting, check.overdue, check.count, check.bottleneck) == ("check", 1, 0, 2, True)
    assert check.age is not None
    assert round(check.age / 86_400) == 40
    assert (pay.waiting, pay.overdue, pay.count, pay.bottleneck) == (1, 1, 2, False)
    assert [(one.status, one.count) for one in board.statuses] == [("running", 2), ("completed", 1)]
    running, completed = board.statuses
    assert (running.p50, running.p95, completed.age) == (None, None, None)
    assert running.age is not None
    assert round(running.age / 86_400) == 20
    assert completed.p50 is not None
    assert [(one.name, one.waiting, one.overdue, one.done) for one in board.people] == [
        ("Bob", 1, 0, 2), ("Cid", 1, 1, 1),
    ]  # fmt: skip
    wider = await FlowAdmin(office.flows).board(office.admin, "office", "buy", 30)
    assert [(one.status, one.count) for one in wider.statuses] == [("running", 2), ("completed", 1), ("terminated", 1)]
    # Each figure leads to the instances that it counts.
    for query, found in (
        ({"node": "check"}, [old]),
        ({"overdue": True}, [late]),
        ({"asked": office.actors["bob"].account}, [old]),
        ({"status": "completed", "ended": 7}, [done]),
        ({"status": "terminated", "ended": 7}, []),
    ):
        wanted = InstanceQuery.model_validate({"scope": "all", "app": "office", "flow": "buy", **query})
        assert [one.id for one in (await Inbox(office.flows).instances(office.admin, wanted)).instances] == found
