"""Shows what verbs mean beside the decision, what happens by itself, and what verbs mean in combination."""

from datetime import date, timedelta
from decimal import Decimal

from tests.engine_flow.approvals import (
    PARALLEL,
    PARALLEL_WAYS,
    VOTE,
    alone,
    chain,
    limit,
    substituted,
)
from tests.engine_flow.drive import Drive, approval, flow_of, node, people

# --- talking ---------------------------------------------------------------------------------------------------------


def test_copy_and_read() -> None:
    drive = alone("bob")
    drive.by("bob", "copy", people=["eva"])
    task = drive.task("eva", kind="copy").id
    assert drive.told("copy") == [["eva"]]
    drive.by("bob", "approve")
    assert drive.status == "completed"
    assert drive.refused("read", actor="fay", task=task) == "task-not-yours"
    drive.done("read", actor="eva", task=task)
    assert drive.instance.tasks[task].read == drive.at
    before = drive.instance
    assert drive.event("read", actor="eva", task=task).instance is before


def test_urge_within_limits() -> None:
    flow = chain("bob", urging={"minutes": 10, "most": 2})
    drive = Drive(flow).start()
    assert drive.refused("urge", actor="gil") == "not-involved"
    drive.done("urge", actor="ann")
    assert drive.told("urged") == [["bob"]]
    assert drive.refused("urge", actor="ann") == "urged-too-soon"
    drive.at += timedelta(minutes=10)
    drive.done("urge", actor="ann")
    drive.at += timedelta(minutes=10)
    assert drive.refused("urge", actor="ann") == "urged-too-often"


def test_urge_nobody() -> None:
    flow = flow_of([node("message_wait", "wait", message="m")], "start > wait > end")
    assert Drive(flow).start().refused("urge", actor="ann") == "nobody-to-urge"
    # Nobody reminds themselves.
    assert alone("bob").refused("urge", actor="bob") == "nobody-to-urge"


def test_save_draft() -> None:
    drive = alone("bob")
    drive.by("bob", "save_draft", opinion="perhaps")
    assert drive.asked() == [("check", "bob")]
    drive.by("bob", "approve")
    (task,) = drive.instance.tasks.values()
    assert (task.opinion, task.draft) == ("perhaps", None)


def test_nobody_has_an_empty_opinion() -> None:
    drive = alone("bob")
    assert drive.refused("save_draft", actor="bob", task="k2", opinion=" ") == "opinion-needed"
    assert drive.refused("comment", actor="bob", opinion="") == "opinion-needed"
    assert drive.refused("ask", actor="bob", task="k2", people=["eva"], opinion="") == "opinion-needed"
    drive.by("bob", "save_draft", opinion="perhaps")
    drive.by("bob", "save_draft", opinion="")
    assert drive.task("bob").draft is None
    # Whoever empties what was kept does not say it after all.
    drive.by("bob", "save_draft", opinion="perhaps")
    drive.by("bob", "approve", opinion="")
    (task,) = drive.instance.tasks.values()
    assert (task.opinion, task.draft) == (None, None)


def test_comment_also_after_the_end() -> None:
    drive = alone("bob")
    drive.by("bob", "approve")
    assert drive.refused("comment", actor="gil", opinion="hello") == "not-involved"
    drive.done("comment", actor="ann", opinion="thanks", mentions=["bob"])
    assert drive.told("comment") == [["bob"]]
    assert drive.instance.journal[-1].kind == "comment"


def test_ask_and_answer() -> None:
    drive = alone("bob")
    drive.by("bob", "ask", people=["eva"], opinion="is it legal?")
    assert ("check", "bob") in drive.asked()
    question = drive.task("eva", kind="question").id
    drive.done("answer", actor="eva", task=question, opinion="yes")
    assert drive.told("answered") == [["bob"]]
    assert drive.instance.tasks[question].draft == "yes"


def test_a_question_falls_with_the_decision() -> None:
    drive = alone("bob")
    drive.by("bob", "ask", people=["eva"], opinion="is it legal?")
    drive.by("bob", "approve")
    assert drive.status == "completed"
    assert drive.instance.open_tasks() == []


def test_an_opinion_can_be_required() -> None:
    drive = alone("bob", "cid", opinion="required_to_reject")
    assert drive.refused("reject", actor="bob", task=drive.task("bob").id, opinion=" ") == "opinion-needed"
    drive.by("bob", "approve")
    drive = alone("bob", opinion="required")
    assert drive.refused("approve", actor="bob", task=drive.task("bob").id) == "opinion-needed"
    drive.by("bob", "save_draft", opinion="good")
    drive.by("bob", "approve")


def test_a_signature_can_be_required() -> None:
    drive = alone("bob", signature=True)
    assert drive.refused("approve", actor="bob", task=drive.task("bob").id) == "signature-needed"
    drive.by("bob", "approve", signature="file-1")
    (task,) = drive.instance.tasks.values()
    assert task.signature == "file-1"


def test_submit_gives_variables() -> None:
    form = node("user_task", "fill", assignees=people("bob"), takes=["x"])
    drive = Drive(flow_of([form], "start > fill > end", {"x": "number"})).start()
    task = drive.task("bob").id
    seven = {"t": "number", "v": "7"}
    assert drive.refused("approve", actor="bob", task=task) == "verb-not-for-task"
    assert drive.refused("submit", actor="bob", task=task, variables={"y": seven}) == "unknown-variable"
    drive.by("bob", "submit", variables={"x": seven})
    assert drive.instance.variables == {"x": Decimal(7)}


def test_a_decision_gives_only_what_its_step_takes() -> None:
    step = {**approval("one", "bob", "cid"), "takes": ["x", "on"]}
    kinds = {"x": "number", "on": "date", "limit": "number"}
    drive = Drive(flow_of([step, approval("two", "dan")], "start > one > two > end", kinds)).start()
    task, on = drive.task("bob").id, {"t": "date", "v": "2026-11-24"}
    by_bob = {"actor": "bob", "task": task}
    limit = {"limit": {"t": "number", "v": "1000000"}}
    assert drive.refused("approve", **by_bob, variables=limit) == "variable-not-taken"
    assert drive.refused("reject", **by_bob, variables=limit) == "variable-not-taken"
    assert drive.refused("approve", **by_bob, variables={"x": on, "on": on}) == "variable-of-wrong-type"
    assert drive.refused("approve", **by_bob, variables={"x": {"t": "number", "v": "?"}}) == "variable-of-wrong-type"
    assert drive.refused("approve", **by_bob, variables={"on": on}) == "variable-needed"
    assert drive.refused("approve", **by_bob, variables={"on": {"t": "null"}}) == "variable-needed"
    drive.by("bob", "add_signer", where="before", people=["eva"])
    drive.by("eva", "approve")
    drive.by("bob", "approve", variables={"x": {"t": "number", "v": "3"}, "on": on})
    drive.by("cid", "approve", variables={"x": {"t": "number", "v": "4"}})
    assert drive.instance.variables == {"x": Decimal(4), "on": date(2026, 11, 24), "limit": None}
    assert drive.refused("approve", actor="dan", task=drive.task("dan").id, variables={"x": on}) == "variable-not-taken"


def test_only_people_who_are_to_be_chosen_are_chosen() -> None:
    drive = alone("bob")
    task = drive.task("bob")
    code = drive.refused("approve", actor="bob", task=task.id, next={task.node: ["eva"]})
    assert code == "people-not-chosen-here"


def test_a_node_can_forbid_verbs() -> None:
    drive = alone("bob", verbs=["transfer"])
    task = drive.task("bob").id
    assert drive.refused("delegate", actor="bob", task=task, to="eva") == "verb-not-allowed"
    drive.by("bob", "transfer", to="eva")
    drive.by("eva", "approve")
    assert drive.status == "completed"


# --- time limits -----------------------------------------------------------------------------------------------------


def test_a_limit_reminds_again_and_again() -> None:
    drive = alone("bob", "cid", limits=[limit("remind", every={"after": '"PT1H"'}, most=2)])
    drive.by("bob", "approve")
    drive.fire()
    assert drive.told("overdue") == [["cid"]]
    drive.fire()
    assert drive.told("overdue") == [["cid"]]
    assert drive.instance.timers == {}


def test_a_limit_escalates_to_the_manager() -> None:
    drive = alone("bob", limits=[limit("escalate")])
    drive.fire()
    assert drive.asked() == [("check", "cid")]


def test_a_limit_transfers() -> None:
    drive = alone("bob", limits=[limit("transfer", to=people("old", "eva"))])
    drive.fire()
    assert drive.asked() == [("check", "eva")]


def test_a_limit_decides() -> None:
    for do, status in (("approve", "completed"), ("reject", "rejected")):
        drive = alone("bob", "cid", limits=[limit(do)])
        drive.by("bob", "approve")
        drive.fire()
        assert drive.status == status
        assert [task.reason for task in drive.instance.tasks.values()] == [None, "limit"]


def test_a_decision_stops_the_limits() -> None:
    drive = Drive(flow_of([approval("one", "bob", limits=[limit("approve")]), approval("two", "cid")],
                          "start > one > two > end")).start()  # fmt: skip
    drive.by("bob", "approve")
    assert drive.instance.timers == {}
    assert len(drive.steps[-1].stopped) == 1


# --- administrators --------------------------------------------------------------------------------------------------


def test_jump() -> None:
    drive = Drive(chain("bob", "cid", "dan")).start()
    (token,) = drive.instance.tokens
    assert drive.refused("jump", actor="ann", token=token, to="by_dan") == "not-an-administrator"
    assert drive.refused("jump", actor="root", token=token, to="nowhere") == "no-such-node"
    assert drive.refused("jump", actor="root", token="t9", to="by_dan") == "no-such-token"
    drive.done("jump", actor="root", token=token, to="by_dan")
    assert drive.asked() == [("by_dan", "dan")]


def test_jump_in_one_branch_leaves_the_others() -> None:
    drive = Drive(flow_of(PARALLEL, PARALLEL_WAYS)).start()
    drive.by("bob", "approve")
    token = drive.task("cid").token
    drive.done("jump", actor="root", token=token, to="inner")
    assert drive.places() == ["inner", "right"]


def test_reassign() -> None:
    drive = alone("bob", "cid", mode="in_order")
    planned = next(task.id for task in drive.instance.tasks.values() if task.state == "planned")
    drive.done("reassign", actor="root", task=planned, to="eva")
    drive.done("reassign", actor="root", task=drive.task("bob").id, to="fay")
    drive.by("fay", "approve")
    drive.by("eva", "approve")
    assert drive.status == "completed"


def test_terminate() -> None:
    drive = Drive(flow_of(PARALLEL, PARALLEL_WAYS)).start()
    drive.by("bob", "approve")
    drive.done("terminate", actor="root", opinion="obsolete")
    assert drive.status == "terminated"
    assert drive.told("terminated") == [["ann"]]


def test_retry_an_incident() -> None:
    nobody = approval("a", assignees=[{"kind": "record_field", "field": "keeper"}], when_empty={"do": "incident"})
    drive = Drive(flow_of([nobody], "start > a > end"), {"keeper": None}).start()
    (incident,) = drive.instance.incidents
    assert drive.refused("retry", actor="root", incident="i99") == "no-such-incident"
    drive.context = Drive(drive.flow, {"keeper": "eva"}).context
    drive.done("retry", actor="root", incident=incident)
    assert drive.asked() == [("a", "eva")]


def test_skip_an_incident() -> None:
    mail = node("service_task", "mail", effect={"kind": "mail"})
    drive = Drive(flow_of([mail, approval("a", "bob")], "start > mail > a > end")).start()
    drive.done("effect_failed", key=drive.effects("mail")[0], cause="no network")
    (incident,) = drive.instance.incidents
    drive.done("skip", actor="root", incident=incident)
    assert drive.asked() == [("a", "bob")]


# --- combinations ----------------------------------------------------------------------------------------------------


def test_add_signer_inside_a_vote_after_a_transfer() -> None:
    assignees = [{"kind": "person", "persons": ["bob"], "weight": "3"}, *people("cid", "dan")]
    drive = alone(mode=VOTE, assignees=assignees)
    drive.by("bob", "transfer", to="eva")
    drive.by("eva", "add_signer", where="beside", people=["fay"], weight="5")
    drive.by("eva", "approve")
    assert drive.status == "running"
    drive.by("cid", "approve")
    assert drive.status == "running"
    drive.by("fay", "approve")
    assert drive.status == "completed"


def test_transfer_by_a_signer_who_was_added_before() -> None:
    drive = alone("bob")
    drive.by("bob", "add_signer", where="before", people=["eva"])
    drive.by("eva", "transfer", to="fay")
    drive.by("fay", "approve")
    assert drive.asked() == [("check", "bob")]


def test_delegate_by_a_signer_who_was_added_after() -> None:
    drive = alone("bob")
    drive.by("bob", "add_signer", where="after", people=["eva"])
    drive.by("bob", "approve")
    drive.by("eva", "delegate", to="fay")
    drive.by("fay", "resolve", opinion="good")
    drive.by("eva", "approve")
    assert drive.status == "completed"


def test_an_open_delegation_falls_with_the_verdict() -> None:
    drive = alone("bob", "cid", mode="any")
    drive.by("bob", "delegate", to="eva")
    task = drive.task("eva").id
    drive.by("cid", "approve")
    assert drive.status == "completed"
    assert drive.refused("resolve", actor="eva", task=task) == "instance-over"


def test_send_back_by_a_signer_who_was_added() -> None:
    flow = flow_of([approval("one", "bob"), approval("two", "cid")], "start > one > two > end")
    drive = Drive(flow).start()
    drive.by("bob", "approve")
    drive.by("cid", "add_signer", where="before", people=["eva"])
    drive.by("eva", "send_back", then="straight")
    drive.by("bob", "approve")
    assert drive.asked() == [("two", "eva")]
    drive.by("eva", "approve")
    drive.by("cid", "approve")
    assert drive.status == "completed"


def test_take_back_an_approval_with_signers_after() -> None:
    drive = alone("bob")
    drive.by("bob", "add_signer", where="after", people=["eva"])
    task = drive.task("bob").id
    drive.by("bob", "approve")
    drive.done("take_back", actor="bob", task=task)
    assert drive.asked() == [("check", "bob")]
    drive.by("bob", "approve")
    drive.by("eva", "approve")
    assert drive.status == "completed"


def test_take_back_while_a_boundary_timer_watches() -> None:
    late = node("boundary_timer", "late", attached_to="one", moment={"after": '"P1D"'})
    flow = flow_of([approval("one", "bob"), approval("two", "cid"), late], "start > one > two > end; late > end")
    drive = Drive(flow).start()
    task = drive.task("bob").id
    drive.by("bob", "approve")
    assert drive.instance.timers == {}
    drive.done("take_back", actor="bob", task=task)
    assert [timer.node for timer in drive.instance.timers.values()] == ["late"]
    drive.fire()
    assert drive.status == "completed"


def test_two_people_decide_at_the_same_instant() -> None:
    drive = alone("bob", "cid", mode="any")
    other = drive.task("cid").id
    drive.by("bob", "approve")
    assert drive.refused("reject", actor="cid", task=other) == "instance-over"
    flow = flow_of([approval("one", "bob", "cid", mode="any"), approval("two", "dan")], "start > one > two > end")
    drive = Drive(flow).start()
    other = drive.task("cid").id
    drive.by("bob", "approve")
    assert drive.refused("reject", actor="cid", task=other) == "task-not-open"


def test_a_limit_passes_over_what_waits_for_others() -> None:
    drive = alone("bob", limits=[limit("approve")])
    drive.by("bob", "add_signer", where="before", people=["eva"])
    drive.fire()
    assert drive.asked() == [("check", "bob")]


def test_a_removed_signer_beside_lowers_the_threshold_of_a_vote() -> None:
    drive = alone("bob", "cid", mode=VOTE)
    drive.by("bob", "add_signer", where="beside", people=["eva", "fay"])
    added = [drive.task(person).id for person in ("eva", "fay")]
    drive.by("bob", "approve")
    drive.by("cid", "approve")
    assert drive.status == "running"
    drive.done("remove_signer", actor="bob", task=added[0])
    assert drive.status == "completed"


def test_a_substitute_sends_back_for_whom_they_stand_in() -> None:
    drive = Drive(chain("cid", "bob"), staff=substituted()).start()
    drive.by("cid", "approve")
    drive.by("eva", "send_back")
    assert drive.asked() == [("by_cid", "cid")]
