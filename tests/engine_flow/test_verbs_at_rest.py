"""Shows what it means that a flow is suspended, alone and together with other verbs."""

from datetime import timedelta

from engine_flow.flow import Flow
from engine_flow.migrate import Mapped, migrate
from tests.engine_flow.approvals import PARALLEL, PARALLEL_WAYS, alone, chain, limit
from tests.engine_flow.drive import Drive, approval, flow_of, node


def waiting() -> Flow:
    """Return a flow that waits for a message and for a day at the same time."""
    nodes = [
        node("parallel_gateway", "split"), node("message_wait", "news", message="m"),
        node("timer", "day", moment={"after": '"P1D"'}), node("parallel_gateway", "join"),
    ]  # fmt: skip
    return flow_of(nodes, "start > split > news > join > end; split > day > join")


def test_suspend_and_resume() -> None:
    drive = alone("bob")
    task = drive.task("bob").id
    assert drive.refused("suspend", actor="bob") == "not-an-administrator"
    assert drive.refused("resume", actor="root") == "instance-not-suspended"
    drive.done("suspend", actor="root", opinion="audit")
    assert drive.told("suspended") == [["bob", "ann"]]
    assert drive.status == "suspended"
    for verb, more in (("approve", {"task": task}), ("transfer", {"task": task, "to": "eva"}), ("urge", {})):
        assert drive.refused(verb, actor="bob", **more) == "instance-suspended"
    assert drive.refused("withdraw", actor="ann") == "instance-suspended"
    assert drive.refused("suspend", actor="root") == "instance-suspended"
    drive.done("comment", actor="ann", opinion="when does it go on?")
    assert drive.refused("resume", actor="bob") == "not-an-administrator"
    drive.done("resume", actor="root")
    assert drive.told("resumed") == [["bob", "ann"]]
    drive.by("bob", "approve")
    assert drive.status == "completed"
    assert drive.replayed() == drive.instance


def test_a_suspended_instance_is_reassigned_handed_over_and_terminated() -> None:
    drive = Drive(chain("bob", "cid")).start()
    drive.done("suspend", actor="root")
    drive.done("reassign", actor="root", task=drive.task("bob").id, to="eva")
    drive.done("hand_over", actor="root", person="eva", to="fay")
    drive.done("read", actor="fay", task=drive.task("fay").id)
    assert drive.asked() == [("by_bob", "fay")]
    drive.done("terminate", actor="root")
    assert (drive.status, drive.instance.suspended, drive.instance.paused) == ("terminated", None, {})


def test_time_limits_stand_still_while_suspended() -> None:
    drive = alone("bob", limits=[limit("remind")])
    (timer,) = drive.instance.timers.values()
    began = drive.at
    step = drive.done("suspend", actor="root")
    assert (step.stopped, drive.instance.timers) == ((timer.id,), {})
    # The timer that nobody has stopped outside finds nothing.
    drive.at += timedelta(days=5)
    assert drive.event("timer_due", timer=timer.id).instance is drive.instance
    step = drive.done("resume", actor="root")
    (again,) = step.timers
    rested = drive.at - (began + timedelta(seconds=1))
    assert (again.due, again.limit) == (timer.due + rested, timer.limit)
    assert again.id != timer.id
    drive.fire()
    assert drive.told("overdue") == [["bob"]]
    assert drive.replayed() == drive.instance


def test_a_delay_goes_on_while_suspended_and_fires_afterwards() -> None:
    drive = Drive(waiting()).start()
    (timer,) = drive.instance.timers.values()
    drive.done("suspend", actor="root")
    drive.at += timedelta(days=3)
    (again,) = drive.done("resume", actor="root").timers
    assert again.due == timer.due
    drive.fire("day")
    assert drive.places() == ["join", "news"]


def test_what_comes_while_suspended_happens_in_order_when_resumed() -> None:
    nodes = [
        node("message_wait", "one", message="m"),
        node("message_wait", "two", message="m"),
        approval("end_of", "bob"),
    ]
    drive = Drive(flow_of([*nodes], "start > one > two > end_of > end")).start()
    drive.done("suspend", actor="root")
    before = drive.instance
    # Nobody waits for this one.
    assert drive.event("message", message="other").instance is before
    drive.done("message", message="m")
    assert drive.places() == ["one"]
    drive.done("resume", actor="root")
    assert (drive.places(), drive.instance.kept) == (["two"], ())
    assert drive.replayed() == drive.instance


def test_an_automatic_step_that_ends_while_suspended_is_not_lost() -> None:
    service = node("service_task", "send", effect={"kind": "mail", "arguments": {"to": "initiator"}})
    drive = Drive(flow_of([service, approval("check", "bob")], "start > send > check > end")).start()
    (key,) = (one.key for one in drive.steps[-1].effects if one.node == "send")
    drive.done("suspend", actor="root")
    drive.done("effect_done", key=key)
    assert drive.places() == ["send"]
    drive.done("resume", actor="root")
    assert drive.asked() == [("check", "bob")]


def test_suspend_with_branches_open() -> None:
    drive = Drive(flow_of(PARALLEL, PARALLEL_WAYS)).start()
    drive.by("bob", "approve")
    drive.done("suspend", actor="root")
    assert drive.refused("approve", actor="dan", task=drive.task("dan").id) == "instance-suspended"
    drive.done("resume", actor="root")
    for person in ("dan", "cid", "fay", "eva"):
        drive.by(person, "approve")
    assert drive.status == "completed"


def test_a_suspended_instance_goes_on_in_another_version() -> None:
    drive = alone("bob", limits=[limit("remind")])
    drive.done("suspend", actor="root")
    nodes = [approval("other", "bob", limits=[limit("remind")])]
    new = flow_of(nodes, "start > other > end").model_copy(update={"version": drive.flow.version + 1})
    moved = migrate(drive.instance, drive.flow, new, drive.at, Mapped(nodes={"check": "other"})).instance
    assert moved is not None
    assert [timer.node for timer in moved.paused.values()] == ["other"]
    drive.flow, drive.instance = new, moved
    drive.done("resume", actor="root")
    drive.by("bob", "approve", "other")
    assert drive.status == "completed"
