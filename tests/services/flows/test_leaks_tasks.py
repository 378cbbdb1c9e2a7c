"""Shows that a step of a flow neither shows nor lets change what a role hides in the rows of a record."""

from typing import Any
from uuid import UUID

import pytest

from lowcode.kernel.errors import Invalid, LowcodeError
from lowcode.services.actor import PRODUCT
from lowcode.services.publishing import PublishRequest
from lowcode.services.record_conflict import FieldConflict
from lowcode.services.record_writing import NewRecord, RecordChange
from lowcode.services.task_page import TaskPages
from tests.services.flows import office as offices
from tests.services.flows.office import END, START, Office, flow, person, text

LINES: dict[str, Any] = {
    "kind": "subtable",
    "name": "lines",
    "label": text("Lines"),
    "fields": [
        {"kind": "text", "name": "goods", "label": text("Goods")},
        {"kind": "number", "name": "price", "label": text("Price"), "digits": 0},
        {"kind": "number", "name": "cost", "label": text("Cost"), "digits": 0},
        {"kind": "reference", "name": "maker", "label": text("Maker"), "to": "maker"},
    ],
}
MAKER: dict[str, Any] = {
    "name": "maker",
    "label": text("Maker"),
    "title": "name",
    "fields": [{"kind": "text", "name": "name", "label": text("Name")}],
}


def content(*flows: dict[str, Any]) -> dict[str, Any]:
    """Return the app of the office with rows in its orders, whose cost clerks may not see and prices not change."""
    found = offices.app(*flows)
    order = {**offices.ORDER, "fields": [*offices.ORDER["fields"], LINES]}
    found["forms"] = {"order": order, "maker": MAKER}
    (grant,) = found["roles"]["clerk"]["grants"]
    found["roles"]["clerk"]["grants"] = [
        grant
        | {
            "fields": [
                {"fields": ["lines.cost", "note"], "right": "hidden"},
                {"fields": ["lines.price"], "right": "read_only"},
            ]
        }
    ]
    return found


async def published(office: Office, *flows: dict[str, Any]) -> None:
    """Publish the app."""
    publishing = await office.tools.workspace.bundles.publishing()
    (present,) = [one for one in await publishing.apps(office.admin) if one.name == "office"]
    wanted = PublishRequest(content=content(*flows), base_version=present.current_version)
    await publishing.publish(office.admin, "office", wanted)
    await office.tools.record_apps.refresh()


async def ordered(office: Office) -> tuple[UUID, UUID]:
    """Return an order with rows, and a maker whom nobody may see."""
    records = office.tools.records.writing
    app = office.tools.record_apps["office"].artefact
    maker = (await records.create(app, PRODUCT, "maker", NewRecord(values={"name": "zq-maker"}))).id
    rows = [{"goods": "chair", "price": "7", "cost": "60413", "maker": str(maker)}]
    values = {"title": "Chairs", "note": "zq-note", "lines": rows}
    return (await records.create(app, PRODUCT, "order", NewRecord(values=values))).id, maker


async def stored(office: Office, record: UUID) -> dict[str, Any]:
    """Return the only row of an order as it is stored."""
    (row,) = (await office.values(record))["lines"]
    return dict(row)


async def test_rows_at_a_step_keep_what_a_role_hides(office: Office) -> None:
    fields = {"lines": "edit", "amount": "edit"}
    nodes = [START, person("first", office.id("ann"), policies={"fields": fields}), END]
    await published(office, flow("approval", nodes, [("start", "first"), ("first", "end")]))
    record, _ = await ordered(office)
    instance = await office.start("ann", "approval", record)
    task = await office.task_of(instance, "ann")
    page = (await TaskPages(office.flows).task(office.actors["ann"], task)).model_dump_json()
    assert "60413" not in page
    assert "zq-note" not in page
    row = await stored(office, record)
    mine = {"id": row["id"], "goods": "table", "price": "7"}
    for wrong, path in (({"cost": "1"}, "/lines/0/cost"), ({"price": "8"}, "/lines/0/price")):
        with pytest.raises(Invalid) as told:
            await office.act("ann", instance, "approve", task, values={"lines": [{**mine, **wrong}]})
        assert [(one.code, one.path) for one in told.value.diagnostics] == [("record-field-not-allowed", path)]
    # Somebody else changes the rows meanwhile: the answer says so, and not what they cost.
    app = office.tools.record_apps["office"].artefact
    change = RecordChange(version=1, values={"lines": [{**row, "cost": "61417", "goods": "desk"}]})
    await office.tools.records.writing.update(app, PRODUCT, "order", record, change)
    with pytest.raises(FieldConflict) as clash:
        await office.act("ann", instance, "approve", task, values={"lines": [mine]}, version=1)
    assert [one.field for one in clash.value.clashes] == ["lines"]
    assert not [one for one in ("60413", "61417") if one in str([one.model_dump() for one in clash.value.clashes])]
    await office.act("ann", instance, "approve", task, values={"lines": [mine], "amount": 3})
    row = await stored(office, record)
    assert (row["goods"], row["price"], row["cost"]) == ("table", "7", "61417")


async def test_who_gets_an_order_back_sees_no_more_of_it_than_before(office: Office) -> None:
    nodes = [START, person("first", office.id("bob")), END]
    await published(office, flow("approval", nodes, [("start", "first"), ("first", "end")]))
    record, maker = await ordered(office)
    instance = await office.start("ann", "approval", record)
    await office.act("bob", instance, "send_back", to_initiator=True)
    task = await office.task_of(instance, "ann")
    told = await TaskPages(office.flows).task(office.actors["ann"], task)
    page = told.model_dump_json()
    assert not [one for one in ("60413", "zq-note", "zq-maker") if one in page]
    assert str(maker) in page
    with pytest.raises(LowcodeError):
        await office.act("ann", instance, "submit", task, values={"note": "mine"})
    await office.act("ann", instance, "submit", task, values={"title": "Tables"})
    assert (await office.values(record))["note"] == "zq-note"
