"""S39: how many tasks wait at which step and with whom, and how long steps take, asked as any other question."""

from decimal import Decimal
from typing import Any

import pytest

from engine_reports.query import ReportQuery
from lowcode.kernel.errors import Invalid
from lowcode.services.actor import Actor
from lowcode.services.report_asking import ReportAsking
from lowcode.services.report_drill import behind
from lowcode.services.report_messages import BehindAsk, GroupRef
from lowcode.services.report_source import PostgresSource
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
