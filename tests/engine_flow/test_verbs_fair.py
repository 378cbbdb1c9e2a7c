"""Shows that nobody decides who may not, and that nobody waits for ever, however verbs and policies meet each other."""

from dataclasses import replace
from typing import Any

from engine_flow.staff import Member, Staff
from engine_flow.substitution import Substitution
from tests.engine_flow.approvals import PARALLEL, PARALLEL_WAYS, VOTE, alone, chain, limit, substituted
from tests.engine_flow.drive import COMPANY, Drive, approval, flow_of, node, people

POOL = [{"kind": "pool", "persons": ["ann", "bob"]}]


def pooled(persons: list[str], staff: Staff = COMPANY, **policies: Any) -> Drive:
    assignees = [{"kind": "pool", "persons": persons}]
    return Drive(
        flow_of([approval("check", assignees=assignees, **policies)], "start > check > end"), staff=staff
    ).start()


# --- who is asked ----------------------------------------------------------------------------------------------------


def test_an_initiator_who_may_not_decide_does_not_by_other_ways_either() -> None:
    (task,) = pooled(["ann", "bob"], initiator="manager").instance.open_tasks()
    assert task.candidates == ("bob",)
    (task,) = pooled(["ann"], initiator="manager").instance.open_tasks()
    assert task.candidates == ("bob",)
    away = COMPANY.model_copy(update={"substitutions": (Substitution(person="cid", substitute="ann"),)})
    drive = Drive(flow_of([approval("check", "cid", initiator="admin")], "start > check > end"), staff=away).start()
    task = drive.task("cid")
    assert drive.refused("transfer", actor="cid", task=task.id, to="ann") == "initiator-may-not-decide"
    for where in ("before", "after", "beside"):
        asked = {"actor": "cid", "task": task.id, "where": where, "people": ["ann"]}
        assert drive.refused("add_signer", **asked) == "initiator-may-not-decide"
    drive.by("cid", "ask", people=["ann"], opinion="Why?")
    assert ("check", "ann") not in drive.asked()
    drive = alone("bob", initiator="admin", limits=[limit("transfer", to=people("ann", "eva"))])
    drive.fire()
    assert drive.asked() == [("check", "eva")]


def test_an_approval_is_granted_along_a_chain_and_behind_a_join() -> None:
    nodes = [approval("one", "bob"), *(approval(name, "bob", same_person="adjacent") for name in ("two", "three"))]
    drive = Drive(flow_of([*nodes, approval("four", "cid")], "start > one > two > three > four > end")).start()
    drive.by("bob", "approve")
    assert drive.asked() == [("four", "cid")]
    nodes = [*PARALLEL[:-1], approval("last", "dan", same_person="adjacent")]
    drive = Drive(flow_of(nodes, PARALLEL_WAYS)).start()
    for person in ("bob", "dan", "cid", "fay"):
        drive.by(person, "approve")
    assert drive.status == "completed"


def test_whom_a_policy_names_may_have_left() -> None:
    staff = Staff(
        people=(
            Member(id="ann", manager="old"), Member(id="old", manager="cid", active=False),
            Member(id="bob", manager="old"),
        ),
        admins=("root",),
    )  # fmt: skip
    for settings, asked in (
        ({"assignees": people("old"), "when_empty": {"do": "person", "person": "old"}}, "root"),
        ({"assignees": people("ann"), "initiator": "manager"}, "root"),
    ):
        drive = Drive(flow_of([approval("check", **settings)], "start > check > end"), staff=staff).start()
        assert drive.asked() == [("check", asked)]
    drive = Drive(flow_of([approval("check", "bob", limits=[limit("escalate")])], "start > check > end"), staff=staff)
    drive.start().fire()
    assert drive.asked() == [("check", "cid")]


def test_a_substitute_may_claim_for_somebody_of_a_pool() -> None:
    drive = pooled(["bob"], substituted())
    (task,) = drive.instance.open_tasks()
    assert task.candidates == ("bob", "eva")
    drive.done("claim", actor="eva", task=task.id)
    drive.by("eva", "approve")
    assert drive.status == "completed"


def test_whoever_advised_is_no_earlier_approver() -> None:
    nodes = [approval("one", "bob"), approval("two", assignees=[{"kind": "earlier_approver", "node": "one"}])]
    drive = Drive(flow_of(nodes, "start > one > two > end")).start()
    drive.by("bob", "delegate", to="cid")
    drive.by("cid", "resolve", opinion="Fine.")
    drive.by("bob", "approve")
    assert drive.asked() == [("two", "bob")]


def test_whom_one_chooses_has_to_work_here() -> None:
    nodes = [approval("one", "bob"), approval("two", assignees=[{"kind": "chosen"}])]
    drive = Drive(flow_of(nodes, "start > one > two > end"))
    assert drive.refused("start", actor="ann", next={"two": ["old"]}) == "person-not-active"
    assert drive.refused("start", actor="ann", next={"one": ["eva"]}) == "people-not-chosen-here"
    drive.start()
    task = drive.task("bob").id
    assert drive.refused("approve", actor="bob", task=task, next={"two": ["eva", "old"]}) == "person-not-active"
    drive.by("bob", "approve", next={"two": ["eva"]})
    assert drive.asked() == [("two", "eva")]


# --- going back ------------------------------------------------------------------------------------------------------


def test_send_back_passes_over_who_was_only_taken_for_granted() -> None:
    nodes = [approval("one", "fay"), approval("own", "ann", initiator="approve"), approval("two", "bob")]
    drive = Drive(flow_of(nodes, "start > one > own > two > end")).start()
    drive.by("fay", "approve")
    task = drive.task("bob").id
    assert drive.refused("send_back", actor="bob", task=task, to="own") == "no-such-earlier-node"
    drive.by("bob", "send_back")
    assert drive.asked() == [("one", "fay")]


def test_straight_back_from_a_step_that_asks_nobody_now() -> None:
    named = [{"kind": "record_field", "field": "buyer"}]
    nodes = [
        approval("one", assignees=named, when_empty={"do": "skip"}),
        approval("two", "cid"),
        approval("three", "bob"),
    ]
    drive = Drive(flow_of(nodes, "start > one > two > three > end"), {"buyer": "fay"}).start()
    drive.by("fay", "approve")
    drive.by("cid", "approve")
    drive.context = replace(drive.context, record={"buyer": None})
    drive.by("bob", "send_back", to="one", then="straight")
    assert drive.asked() == [("three", "bob")]


def test_straight_back_over_a_split_keeps_an_inclusive_join_waiting() -> None:
    gateways = {"split": node("inclusive_gateway", "split"), "join": node("inclusive_gateway", "join")}
    nodes = [gateways.get(each["name"], each) for each in PARALLEL]
    drive = Drive(flow_of(nodes, PARALLEL_WAYS)).start()
    for person in ("bob", "cid", "fay"):
        drive.by(person, "approve")
    drive.by("dan", "send_back", to="first", then="straight")
    assert drive.places() == ["first", "join"]
    drive.by("bob", "approve")
    drive.by("dan", "approve")
    drive.by("eva", "approve")
    assert drive.status == "completed"


def test_what_was_left_open_falls_when_it_does_not_come_straight_back() -> None:
    first = approval("first", "bob", on_reject="edges")
    late = node("boundary_timer", "late", attached_to="first", moment={"after": '"P1D"'})
    nodes = [first, late, node("exclusive_gateway", "which"), *PARALLEL[1:]]
    ways = (
        f'start > first > which; late > which; which > end if outcome = "rejected"; which > split else; {PARALLEL_WAYS}'
    )
    flow = flow_of(nodes, ways.replace("start > first > split > left", "split > left"))
    for leave in ("reject", "late"):
        drive = Drive(flow).start()
        drive.by("bob", "approve")
        drive.by("dan", "send_back", to="first", then="straight")
        assert drive.places() == ["first", "left"]
        if leave == "late":
            drive.fire("late")
            assert drive.places() == ["left", "right"]
        else:
            drive.by("bob", "reject")
            assert drive.status == "completed"


def test_send_back_to_an_initiator_who_is_away_or_has_left() -> None:
    flow = chain("bob")
    away = COMPANY.model_copy(update={"substitutions": (Substitution(person="ann", substitute="gil"),)})
    left = [each.model_copy(update={"active": each.id not in {"ann", "old"}}) for each in COMPANY.people]
    gone = [each.model_copy(update={"manager": None} if each.id == "ann" else {}) for each in left]
    drive = Drive(flow)
    for staff, asked in (
        (away, "gil"),
        (COMPANY.model_copy(update={"people": tuple(left)}), "bob"),
        (COMPANY.model_copy(update={"people": tuple(gone)}), None),
    ):
        drive = Drive(flow, staff=staff).start()
        drive.by("bob", "send_back", to_initiator=True)
        assert drive.asked() == [("start", asked)]
    (task,) = drive.instance.open_tasks()
    assert task.candidates == ("root",)


def test_withdraw_when_the_decision_was_undone_or_was_only_advice() -> None:
    drive = Drive(chain("bob", "cid")).start()
    drive.by("bob", "approve")
    drive.by("cid", "send_back", to_initiator=True, then="straight")
    assert drive.refused("withdraw", actor="ann") == "decided-already"
    drive = Drive(chain("bob", "cid")).start()
    drive.by("bob", "delegate", to="gil")
    drive.by("gil", "resolve")
    drive.by("bob", "approve")
    drive.by("cid", "send_back", to_initiator=True)
    drive.done("withdraw", actor="ann")
    assert drive.status == "withdrawn"


def test_take_back_while_the_round_is_away() -> None:
    drive = alone("bob", "cid")
    task = drive.task("bob").id
    drive.by("bob", "approve")
    drive.by("cid", "send_back", then="straight")
    assert drive.refused("take_back", actor="bob", task=task) == "flow-has-gone-on"
    drive.by("ann", "submit")
    drive.done("take_back", actor="bob", task=task)
    drive.by("bob", "approve")
    drive.by("cid", "approve")
    assert drive.status == "completed"


def test_only_decisions_that_nobody_has_followed_are_taken_back() -> None:
    drive = Drive(
        flow_of([node("cc", "tell", assignees=people("gil")), approval("one", "bob")], "start > tell > one > end")
    )
    copy = drive.start().task("gil", kind="copy").id
    drive.done("read", actor="gil", task=copy)
    assert drive.refused("take_back", actor="gil", task=copy) == "not-decided-by-you"
    drive = alone("bob", "cid", verbs=["transfer"])
    task = drive.task("bob").id
    drive.by("bob", "approve")
    assert drive.refused("take_back", actor="bob", task=task) == "verb-not-allowed"
    drive = alone("bob", "cid")
    task = drive.task("bob").id
    drive.by("bob", "add_signer", where="after", people=["eva"])
    drive.by("bob", "approve")
    drive.by("eva", "delegate", to="fay")
    assert drive.refused("take_back", actor="bob", task=task) == "flow-has-gone-on"


# --- beside ----------------------------------------------------------------------------------------------------------


def test_abstain_with_signers_after() -> None:
    drive = alone("bob", "cid", mode=VOTE)
    drive.by("bob", "add_signer", where="after", people=["eva"])
    drive.by("bob", "abstain")
    assert drive.asked() == [("check", "cid")]
    drive.by("cid", "approve")
    assert drive.status == "completed"


def test_a_copy_of_a_step_stays_when_the_flow_goes_on() -> None:
    drive = Drive(
        flow_of([node("cc", "tell", assignees=people("gil")), approval("one", "bob")], "start > tell > one > end")
    )
    copy = drive.start().task("gil", kind="copy").id
    drive.by("bob", "copy", people=["eva"])
    assert drive.refused("reassign", actor="root", task=copy, to="fay") == "verb-not-for-task"
    assert drive.event("hand_over", actor="root", person="gil", to="fay").journal == ()
    drive.by("bob", "approve")
    assert drive.status == "completed"
    assert [task.state for task in drive.instance.tasks.values() if task.kind == "copy"] == ["open", "open"]
    drive.done("read", actor="gil", task=copy)
    assert (drive.instance.tasks[copy].state, drive.instance.tasks[copy].outcome) == ("done", "read")


def test_limits_count_from_the_turn_of_each_in_order() -> None:
    drive = alone("bob", "cid", mode="in_order", limits=[limit("approve")])
    drive.fire()
    assert drive.asked() == [("check", "cid")]
    assert drive.task("cid").opened == drive.at
    drive.fire()
    assert drive.status == "completed"
    drive = alone("bob", limits=[limit("approve")])
    drive.by("bob", "add_signer", where="before", people=["eva"])
    drive.fire()
    assert drive.asked() == [("check", "bob")]
    drive.fire()
    assert drive.status == "completed"


def test_a_limit_decides_for_whoever_waits_for_a_delegate() -> None:
    drive = alone("bob", limits=[limit("approve")])
    drive.by("bob", "delegate", to="cid")
    drive.fire()
    assert drive.status == "completed"
    assert [(task.person, task.state) for task in drive.instance.tasks.values()] == [
        ("bob", "done"),
        ("cid", "cancelled"),
    ]


def test_jump_to_a_join() -> None:
    drive = Drive(flow_of(PARALLEL, PARALLEL_WAYS)).start()
    drive.by("bob", "approve")
    drive.by("cid", "approve")
    (token,) = [each.id for each in drive.instance.tokens.values() if each.node == "inner"]
    drive.done("jump", actor="root", token=token, to="join")
    drive.by("dan", "approve")
    assert drive.asked() == [("last", "eva")]
