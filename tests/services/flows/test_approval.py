"""Approvals from their beginning to their end, on PostgreSQL."""

import pytest

from lowcode.kernel.errors import Conflict, NotFound
from tests.services.flows.office import END, START, Office, flow, person


async def test_an_order_is_approved_by_two_people(office: Office) -> None:
    nodes = [START, person("first", office.id("bob")), person("second", office.id("cid")), END]
    await office.publish(flow("approval", nodes, [("start", "first"), ("first", "second"), ("second", "end")]))
    record = await office.order("ann", title="Chairs", amount=12)
    instance = await office.start("ann", "approval", record)
    assert (await office.act("bob", instance, "approve", opinion="fine")).status == "running"
    with pytest.raises(NotFound):
        await office.act("dan", instance, "approve", await office.task_of(instance, "cid"))
    with pytest.raises(Conflict):
        await office.start("ann", "approval", record)
    assert (await office.act("cid", instance, "approve")).status == "completed"
    assert await office.status(instance) == "completed"
