"""Flows begin by all that happens to records: also by values that are computed anew, and by deleted records."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from engine_flow.step import EffectRequest
from lowcode.kernel.errors import Invalid
from lowcode.services import flow_effects, record_spread
from lowcode.services.effect_order import Outcome
from lowcode.services.flow_catalog import carry_out
from lowcode.services.flow_steps import Held, Steps
from lowcode.services.record_query import Query
from lowcode.services.task_lists import Inbox, TaskQuery
from lowcode.services.task_page import TaskPages
from tests.services.flows.office import END, ORDER, START, Office, flow, person, text
from tests.services.flows.test_automation import change, instances, service

PROJECT: dict[str, Any] = {
    "name": "project",
    "label": text("Project"),
    "title": "title",
    "fields": [
        {"kind": "text", "name": "title", "label": text("Title")},
        {
            "kind": "rollup", "name": "spent", "label": text("Spent"), "over": "orders", "aggregate": "sum",
            "field": "amount",
        },
    ],
}  # fmt: skip
PART: dict[str, Any] = {"kind": "reference", "name": "project", "label": text("Project"), "to": "project"}
ORDERS = {**ORDER, "fields": [*ORDER["fields"], {**PART, "inverse": "orders"}]}


def begun(on: str, form: str, node: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a flow that begins by what happens to records of a form, and is at one node then."""
    nodes = [{"kind": "record_start", "name": "start", "on": on, **more}, node, END]
    return flow("noticed", nodes, [("start", node["name"]), (node["name"], "end")], form=form)


async def remove(office: Office, record: UUID, form: str = "order") -> None:
    """Delete a record as Ann."""
    app = office.tools.record_apps["office"].artefact
    await office.tools.records.removal.trash(app, office.actors["ann"], form, [record])


async def test_a_flow_begins_when_a_value_is_computed_anew(office: Office) -> None:
    start = begun("changed", "project", person("boss", office.id("bob")), fields=["spent"], when="spent > 100")
    await office.publish(start, forms=(ORDERS, PROJECT))
    project = await office.order("ann", "project", title="Hall")
    first = await office.order("ann", title="Chairs", amount=60, project=str(project))
    assert not await instances(office, "noticed")
    await change(office, first, amount=90)
    await change(office, first, title="Better chairs")
    assert not await instances(office, "noticed")
    await office.order("ann", title="Tables", amount=11, project=str(project))
    (instance,) = await instances(office, "noticed")
    assert instance["record_id"] == project
    assert instance["initiator"] == office.actors["ann"].account


async def test_a_flow_begins_when_a_deleted_record_changes_what_is_computed(office: Office) -> None:
    start = begun("changed", "project", person("boss", office.id("bob")), fields=["spent"])
    await office.publish(start, forms=(ORDERS, PROJECT))
    project = await office.order("ann", "project", title="Hall")
    order = await office.order("ann", title="Chairs", amount=60, project=str(project))
    (instance,) = await instances(office, "noticed")
    await office.act("bob", instance["id"], "approve")
    await remove(office, order)
    assert len(await instances(office, "noticed")) == 2


async def test_a_flow_begins_when_a_job_has_computed_what_concerns_too_many(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_spread, "MOST_DEPENDENTS", 0)
    start = begun("changed", "project", person("boss", office.id("bob")), fields=["spent"])
    await office.publish(start, forms=(ORDERS, PROJECT))
    project = await office.order("ann", "project", title="Hall")
    await office.order("ann", title="Chairs", amount=60, project=str(project))
    assert not await instances(office, "noticed")
    await office.work()
    (instance,) = await instances(office, "noticed")
    assert instance["record_id"] == project


async def test_a_flow_does_not_begin_when_a_formula_is_published(office: Office) -> None:
    start = begun("changed", "project", person("boss", office.id("bob")))
    await office.publish(forms=(ORDERS, PROJECT))
    project = await office.order("ann", "project", title="Hall")
    await office.order("ann", title="Chairs", amount=60, project=str(project))
    spent: dict[str, Any] = {**PROJECT["fields"][1], "aggregate": "count"}
    await office.publish(start, forms=(ORDERS, {**PROJECT, "fields": [PROJECT["fields"][0], spent]}))
    await office.work()
    assert not await instances(office, "noticed")


async def test_a_flow_begins_when_a_record_is_deleted_and_sees_what_it_was(office: Office) -> None:
    node = person("boss", office.id("bob"), policies={"fields": {"title": "see"}})
    start = begun("deleted", "order", node, when="amount > 10")
    await office.publish(start)
    small = await office.order("ann", title="Pens", amount=5)
    large = await office.order("ann", title="Chairs", amount=500)
    await change(office, large, note="a change is no removal")
    for record in (small, large):
        await remove(office, record)
    (instance,) = await instances(office, "noticed")
    assert (instance["record_id"], instance["title"]) == (large, "Chairs")
    page = await TaskPages(office.flows).task(office.actors["bob"], await office.task_of(instance["id"], "bob"))
    assert page.record is not None
    assert page.record.values["title"] == "Chairs"
    assert (await office.act("bob", instance["id"], "approve")).status == "completed"


async def test_what_a_flow_deletes_does_not_begin_it_again(office: Office) -> None:
    await office.publish(begun("deleted", "order", service("more", "delete_records", form='"order"', records="[note]")))
    other = await office.order("ann", title="A")
    await remove(office, await office.order("ann", title="B", note=str(other)))
    (instance,) = await instances(office, "noticed")
    assert instance["status"] == "completed"
    app = office.tools.record_apps["office"].artefact
    assert not (await office.tools.records.reading.page(app, office.admin_of_orders, "order", Query())).records


async def test_two_who_wait_for_each_other_are_both_let_through(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [{"name": "first", "type": "string"}, {"name": "second", "type": "string"}]
    nodes = [
        {**START, "takes": ["first", "second"]},
        person("boss", office.id("bob")),
        service("one", "update_records", form='"order"', records="[first]", values='{"note": "one"}'),
        service("other", "update_records", form='"order"', records="[second]", values='{"amount": 2}'),
        END,
    ]
    ways = [("start", "boss"), ("boss", "one"), ("one", "other"), ("other", "end")]
    await office.publish(flow("crossing", nodes, ways, form=None, variables=names))
    orders = [await office.order("ann", title=title) for title in ("A", "B")]
    both, tries = asyncio.Barrier(2), 0

    async def meet(steps: Steps, held: Held, effect: EffectRequest) -> Outcome:
        """Let both change their first record before either changes its second."""
        nonlocal tries
        outcome = await carry_out(steps, held, effect)
        if effect.node == "one":
            tries += 1
            if tries <= 2:
                await both.wait()
        return outcome

    monkeypatch.setattr(flow_effects, "carry_out", meet)
    started = []
    for first, second in (orders, reversed(orders)):
        given = {name: {"t": "string", "v": str(one)} for name, one in (("first", first), ("second", second))}
        started.append(await office.start("ann", "crossing", variables=given))
    done = await asyncio.gather(*(office.act("bob", one, "approve") for one in started))
    assert [one.status for one in done] == ["completed", "completed"]
    assert tries == 3
    assert {(await office.values(one))["note"] for one in orders} == {"one"}


async def test_what_a_step_requires_its_own_people_fill_in_and_not_those_who_were_added(office: Office) -> None:
    every: dict[str, Any] = {"mode": {"kind": "all"}, "policies": {"fields": {"note": "required"}}}
    await office.publish(
        flow("signed", [START, person("boss", office.id("bob"), **every), END], [("start", "boss"), ("boss", "end")])
    )
    record = await office.order("ann", title="Chairs")
    instance = await office.start("ann", "signed", record)
    await office.act("bob", instance, "add_signer", where="before", people=[office.id("cid")])
    page = await TaskPages(office.flows).task(office.actors["cid"], await office.task_of(instance, "cid"))
    assert page.fields == {"note": "edit"}
    await office.act("cid", instance, "approve")
    await office.act("bob", instance, "add_signer", where="beside", people=[office.id("dan")])
    await office.act("dan", instance, "approve")
    with pytest.raises(Invalid):
        await office.act("bob", instance, "approve")
    assert (await office.act("bob", instance, "approve", values={"note": "seen"})).status == "completed"


async def test_whoever_can_pass_a_step_alone_fills_in_what_it_requires(office: Office) -> None:
    policies = {"fields": {"note": "required"}}
    await office.publish(
        flow(
            "signed",
            [START, person("boss", office.id("bob"), policies=policies), END],
            [("start", "boss"), ("boss", "end")],
        )
    )
    instance = await office.start("ann", "signed", await office.order("ann", title="Chairs"))
    await office.act("bob", instance, "add_signer", where="beside", people=[office.id("dan")])
    with pytest.raises(Invalid):
        await office.act("dan", instance, "approve")
    assert (await office.act("dan", instance, "approve", values={"note": "seen"})).status == "completed"


async def test_whoever_presses_a_button_fills_in_the_variables_it_takes(office: Office) -> None:
    variables = [
        {"name": "days", "type": "number", "label": text("Days")},
        {"name": "when", "type": "date"},
        {"name": "urgent", "type": "boolean", "initial": "false"},
        {"name": "agreed", "type": "boolean"},
    ]
    chosen = {**person("boss"), "assignees": [{"kind": "chosen"}]}
    nodes = [{**START, "takes": ["days", "when", "urgent"]}, {"kind": "exclusive_gateway", "name": "long"}, chosen, END]
    ways = [("start", "long"), ("long", "boss", "days > 3"), ("long", "end", ""), ("boss", "end")]
    await office.publish(flow("leave", nodes, ways, form=None, variables=variables))
    (found,) = await office.flows.startable(office.actors["ann"], "office")
    assert [(one.name, one.label.en, one.type, one.needed) for one in found.takes] == [
        ("days", "Days", "number", True),
        ("when", "when", "date", True),
        ("urgent", "urgent", "boolean", False),
    ]
    assert [one.node for one in found.chooses] == ["boss"]
    days, when = {"t": "number", "v": "5"}, {"t": "date", "v": "2026-11-23"}
    for given, code, path in (
        ({"days": days}, "flow-input-missing", "/variables/when"),
        ({"days": {"t": "number", "v": "five"}, "when": when}, "flow-input-wrong", "/variables/days"),
        ({"days": when, "when": when}, "flow-input-wrong", "/variables/days"),
        (
            {"days": days, "when": when, "agreed": {"t": "boolean", "v": True}},
            "flow-input-unknown",
            "/variables/agreed",
        ),
    ):
        with pytest.raises(Invalid) as told:
            await office.start("ann", "leave", variables=given)
        assert [(one.code, one.path) for one in told.value.diagnostics] == [(code, path)]
    given = {"days": days, "when": when}
    instance = await office.start("ann", "leave", variables=given, next={"boss": [office.id("bob")]})
    assert (await office.act("bob", instance, "approve")).status == "completed"


async def test_a_step_asks_for_what_it_takes_and_lets_nobody_set_anything_else(office: Office) -> None:
    variables = [{"name": "days", "type": "number"}, {"name": "limit", "type": "number", "initial": "1000"}]
    nodes = [START, {**person("boss", office.id("bob")), "takes": ["days"]}, person("money", office.id("dan")), END]
    await office.publish(
        flow("asks", nodes, [("start", "boss"), ("boss", "money"), ("money", "end")], form=None, variables=variables)
    )
    instance = await office.start("ann", "asks")
    page = await TaskPages(office.flows).task(office.actors["bob"], await office.task_of(instance, "bob"))
    assert [(one.name, one.needed, one.value) for one in page.takes] == [("days", True, {"t": "null"})]
    assert [one.node for one in page.instance.forecast] == ["money"]
    assert [one.bulk for one in (await Inbox(office.flows).tasks(office.actors["bob"], TaskQuery())).tasks] == [False]
    high = {"limit": {"t": "number", "v": "999999"}}
    for given, code in ((high, "variable-not-taken"), ({}, "variable-needed")):
        with pytest.raises(Invalid) as told:
            await office.act("bob", instance, "approve", variables=given)
        assert [one.code for one in told.value.diagnostics] == [code]
    await office.act("bob", instance, "approve", variables={"days": {"t": "number", "v": "5"}})
    kept = (await TaskPages(office.flows).instance(office.admin, instance)).variables
    assert kept == {"days": {"t": "number", "v": "5"}, "limit": {"t": "number", "v": "1000"}}
