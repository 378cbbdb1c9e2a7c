"""Shows how running instances move to another version, and what is reported when they cannot."""

from typing import Any

from engine_flow.flow import Flow
from engine_flow.instance import read_instance, write_instance
from engine_flow.migrate import Mapped, Migration, migrate
from tests.engine_flow.drive import Drive, approval, flow_of, node, people

OLD = flow_of([approval("one", "bob"), approval("two", "cid")], "start > one > two > end", {"x": "number"})


def newer(nodes: list[dict[str, Any]], ways: str, **settings: Any) -> Flow:
    return flow_of(nodes, ways, version=2, **settings)


def moved(drive: Drive, new: Flow, **mapping: Any) -> Migration:
    return migrate(drive.instance, drive.flow, new, drive.at, Mapped.model_validate(mapping))


def codes(migration: Migration) -> list[str]:
    return [each.code for each in migration.report]


def test_an_instance_goes_on_in_a_version_with_further_nodes() -> None:
    drive = Drive(OLD).start()
    drive.by("bob", "approve")
    new = newer([approval("one", "bob"), approval("zwei", "cid"), approval("three", "dan")],
                "start > one > zwei > three > end", variables={"x": "number", "y": "string"})  # fmt: skip
    assert codes(moved(drive, new)) == ["migration-node-gone"]
    migration = moved(drive, new, nodes={"two": "zwei"})
    assert migration.instance is not None
    assert migration.instance.variables == {"x": None, "y": None}
    assert migration.instance.journal[-1].kind == "migrated"
    assert read_instance(write_instance(migration.instance)) == migration.instance
    drive.flow, drive.instance = new, migration.instance
    drive.by("cid", "send_back")
    assert drive.asked() == [("one", "bob")]
    for person in ("bob", "cid", "dan"):
        drive.by(person, "approve")
    assert drive.status == "completed"


def test_what_cannot_move_is_reported_and_the_rest_named() -> None:
    drive = Drive(OLD).start()
    work = node("user_task", "one", assignees=people("bob"))
    assert codes(moved(drive, newer([work], "start > one > end", variables={"x": "number"}))) == [
        "migration-other-kind"
    ]
    migration = moved(drive, newer([approval("one", "bob")], "start > one > end"))
    assert codes(migration) == ["migration-variable-dropped"]
    assert migration.instance is not None
    assert migration.instance.variables == {}
    assert codes(migrate(drive.instance, migration_target := newer([], "start > end"), OLD, drive.at)) == [
        "migration-of-another-flow"
    ]
    assert migration_target.version == 2
    drive.done("terminate", actor="root")
    assert codes(moved(drive, OLD)) == ["migration-of-ended"]


def test_nobody_is_sent_back_to_a_node_that_is_gone() -> None:
    drive = Drive(OLD).start()
    drive.by("bob", "approve")
    new = newer([approval("two", "cid")], "start > two > end", variables={"x": "number"})
    migration = moved(drive, new)
    assert migration.instance is not None
    drive.flow, drive.instance = new, migration.instance
    task = drive.task("cid").id
    assert drive.refused("send_back", actor="cid", task=task, to="one") == "no-such-earlier-node"
    drive.by("cid", "send_back")
    assert drive.asked() == [("start", "ann")]


def test_a_running_limit_and_a_waiting_join_have_to_be_there() -> None:
    limit = {"moment": {"after": '"P1D"'}, "do": "approve"}
    drive = Drive(flow_of([approval("one", "bob", limits=[limit])], "start > one > end")).start()
    assert codes(moved(drive, newer([approval("one", "bob")], "start > one > end"))) == ["migration-limit-gone"]
    nodes = [node("parallel_gateway", "s"), approval("a", "bob"), approval("b", "cid"), node("parallel_gateway", "j")]
    ways = "start > s > a > j > end; s > b > j"
    drive = Drive(flow_of(nodes, ways)).start()
    drive.by("bob", "approve")
    assert codes(moved(drive, newer(nodes, ways))) == []
    assert codes(moved(drive, newer(nodes, ways), edges={"e3": "e1"})) == ["migration-join-changed"]


def test_what_is_over_at_a_node_that_is_gone_stays_readable() -> None:
    nodes = [approval("one", "bob"), node("cc", "tell", assignees=people("gil")), approval("two", "cid")]
    drive = Drive(flow_of(nodes, "start > one > tell > two > end")).start()
    decided = drive.task("bob").id
    drive.by("bob", "approve")
    new = newer([approval("two", "cid")], "start > two > end")
    migration = moved(drive, new)
    assert migration.instance is not None
    drive.flow, drive.instance = new, migration.instance
    drive.done("read", actor="gil", task=drive.task("gil", kind="copy").id)
    assert drive.refused("take_back", actor="bob", task=decided) == "flow-has-gone-on"
    drive.by("cid", "approve")
    assert drive.status == "completed"


def test_what_went_wrong_moves_along() -> None:
    drive = Drive(flow_of([approval("one", "old", when_empty={"do": "incident"})], "start > one > end")).start()
    migration = moved(drive, newer([approval("eins", "bob")], "start > eins > end"), nodes={"one": "eins"})
    assert migration.instance is not None
    (incident,) = migration.instance.incidents.values()
    assert incident.node == "eins"
    drive.flow, drive.instance = newer([approval("eins", "bob")], "start > eins > end"), migration.instance
    drive.done("retry", actor="root", incident=incident.id)
    assert drive.asked() == [("eins", "bob")]
