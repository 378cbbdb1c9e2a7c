"""Shows what it means to go back: to send back, to withdraw, to take back."""

from tests.engine_flow.approvals import (
    PARALLEL,
    PARALLEL_WAYS,
    alone,
    chain,
    limit,
)
from tests.engine_flow.drive import Drive, approval, flow_of, node

# --- back ------------------------------------------------------------------------------------------------------------


def test_send_back_to_the_node_before_and_again_from_there() -> None:
    drive = Drive(chain("bob", "cid", "dan")).start()
    drive.by("bob", "approve")
    drive.by("cid", "approve")
    drive.by("dan", "send_back", opinion="why?")
    assert drive.asked() == [("by_cid", "cid")]
    drive.by("cid", "approve")
    assert drive.asked() == [("by_dan", "dan")]


def test_send_back_to_any_earlier_node() -> None:
    drive = Drive(chain("bob", "cid", "dan")).start()
    drive.by("bob", "approve")
    drive.by("cid", "approve")
    task = drive.task("dan").id
    assert drive.refused("send_back", actor="dan", task=task, to="by_dan") == "no-such-earlier-node"
    drive.by("dan", "send_back", to="by_bob")
    for person in ("bob", "cid", "dan"):
        drive.by(person, "approve")
    assert drive.status == "completed"


def test_send_back_to_the_initiator_who_submits_again() -> None:
    drive = Drive(chain("bob", "cid")).start()
    drive.by("bob", "approve")
    drive.by("cid", "send_back", to_initiator=True)
    assert drive.asked() == [("start", "ann")]
    drive.by("ann", "submit")
    assert drive.asked() == [("by_bob", "bob")]


def test_send_back_and_come_straight_back() -> None:
    drive = Drive(chain("bob", "cid", "dan")).start()
    drive.by("bob", "approve")
    drive.by("cid", "approve")
    drive.by("dan", "send_back", to="by_bob", then="straight")
    drive.by("bob", "approve")
    assert drive.asked() == [("by_dan", "dan")]
    drive.by("dan", "approve")
    assert drive.status == "completed"


def test_send_back_to_the_initiator_and_come_straight_back() -> None:
    drive = Drive(chain("bob", "cid")).start()
    drive.by("bob", "approve")
    drive.by("cid", "send_back", to_initiator=True, then="straight")
    drive.by("ann", "submit")
    assert drive.asked() == [("by_cid", "cid")]


def test_straight_back_keeps_the_decisions_of_the_round() -> None:
    flow = flow_of([approval("one", "bob"), approval("two", "cid", "dan", "eva")], "start > one > two > end")
    drive = Drive(flow).start()
    drive.by("bob", "approve")
    drive.by("cid", "approve")
    drive.by("dan", "send_back", then="straight")
    drive.by("bob", "approve")
    assert drive.asked() == [("two", "dan"), ("two", "eva")]
    drive.by("dan", "approve")
    drive.by("eva", "approve")
    assert drive.status == "completed"


def test_straight_back_twice_goes_back_the_same_way() -> None:
    drive = Drive(chain("bob", "cid", "dan")).start()
    drive.by("bob", "approve")
    drive.by("cid", "approve")
    drive.by("dan", "send_back", then="straight")
    drive.by("cid", "send_back", then="straight")
    assert drive.asked() == [("by_bob", "bob")]
    drive.by("bob", "approve")
    assert drive.asked() == [("by_cid", "cid")]
    drive.by("cid", "approve")
    assert drive.asked() == [("by_dan", "dan")]


def test_a_rejection_can_send_back() -> None:
    for policy, asked in (("previous", ("by_bob", "bob")), ("initiator", ("start", "ann"))):
        last = approval("last", "cid", on_reject=policy)
        drive = Drive(flow_of([approval("by_bob", "bob"), last], "start > by_bob > last > end")).start()
        drive.by("bob", "approve")
        drive.by("cid", "reject")
        assert drive.asked() == [asked]


def test_a_rejection_can_follow_the_edges() -> None:
    flow = flow_of([approval("one", "bob", on_reject="edges"), approval("two", "cid")],
                   'start > one; one > two if outcome = "rejected"; one > end else; two > end')  # fmt: skip
    drive = Drive(flow).start()
    drive.by("bob", "reject")
    assert drive.asked() == [("two", "cid")]


def test_send_back_before_a_split_takes_the_other_branches_along() -> None:
    drive = Drive(flow_of(PARALLEL, PARALLEL_WAYS)).start()
    drive.by("bob", "approve")
    right = drive.task("dan").id
    drive.by("cid", "send_back", to="first")
    assert drive.asked() == [("first", "bob")]
    assert drive.refused("approve", actor="dan", task=right) == "task-not-open"
    drive.by("bob", "approve")
    assert drive.places() == ["left", "right"]


def test_send_back_within_a_branch_leaves_the_others() -> None:
    drive = Drive(flow_of(PARALLEL, PARALLEL_WAYS)).start()
    drive.by("bob", "approve")
    drive.by("cid", "approve")
    drive.by("fay", "send_back", to="left")
    assert drive.places() == ["left", "right"]
    drive.by("dan", "approve")
    drive.by("cid", "approve")
    drive.by("fay", "approve")
    assert drive.places() == ["last"]


def test_straight_back_over_a_split_leaves_the_other_branches() -> None:
    drive = Drive(flow_of(PARALLEL, PARALLEL_WAYS)).start()
    drive.by("bob", "approve")
    drive.by("cid", "send_back", to="first", then="straight")
    assert drive.asked() == [("right", "dan"), ("first", "bob")]
    drive.by("bob", "approve")
    assert drive.places() == ["left", "right"]


def test_send_back_before_a_split_takes_along_what_would_come_straight_back() -> None:
    drive = Drive(flow_of(PARALLEL, PARALLEL_WAYS)).start()
    drive.by("bob", "approve")
    drive.by("cid", "send_back", to="first", then="straight")
    drive.by("dan", "send_back", to="first")
    assert drive.asked() == [("first", "bob")]
    drive.by("bob", "approve")
    assert drive.places() == ["left", "right"]


def test_send_back_from_behind_a_join_works_both_branches_again() -> None:
    drive = Drive(flow_of(PARALLEL, PARALLEL_WAYS)).start()
    for person in ("bob", "cid", "fay", "dan"):
        drive.by(person, "approve")
    drive.by("eva", "send_back", to="first")
    for person in ("bob", "dan", "cid", "fay", "eva"):
        drive.by(person, "approve")
    assert drive.status == "completed"


def test_send_back_from_behind_a_join_into_one_branch_only_straight() -> None:
    drive = Drive(flow_of(PARALLEL, PARALLEL_WAYS)).start()
    for person in ("bob", "cid", "fay", "dan"):
        drive.by(person, "approve")
    task = drive.task("eva").id
    assert drive.refused("send_back", actor="eva", task=task, to="inner") == "no-such-earlier-node"
    drive.by("eva", "send_back", to="inner", then="straight")
    drive.by("fay", "approve")
    assert drive.asked() == [("last", "eva")]


def test_withdraw() -> None:
    drive = Drive(chain("bob", "cid")).start()
    assert drive.refused("withdraw", actor="bob") == "not-the-initiator"
    drive.done("withdraw", actor="ann")
    assert (drive.status, drive.asked()) == ("withdrawn", [])


def test_withdraw_after_a_decision_as_the_policy_says() -> None:
    for policy, code in (("undecided", "decided-already"), ("never", "withdrawal-not-allowed"), ("always", None)):
        drive = Drive(chain("bob", "cid", withdrawal=policy)).start()
        drive.by("bob", "approve")
        if code:
            assert drive.refused("withdraw", actor="ann") == code
        else:
            drive.done("withdraw", actor="ann")


def test_withdraw_while_a_timer_fires() -> None:
    drive = alone("bob", limits=[limit("approve")])
    (timer,) = drive.instance.timers
    drive.done("withdraw", actor="ann")
    before = drive.instance
    step = drive.event("timer_due", timer=timer)
    assert (step.instance, step.refused) == (before, None)
    other = alone("bob", limits=[limit("approve")])
    other.fire()
    assert other.status == "completed"
    assert other.refused("withdraw", actor="ann") == "instance-over"


def test_take_back_while_the_round_is_open() -> None:
    drive = alone("bob", "cid")
    done = drive.by("bob", "approve").instance.tasks
    task = next(iter(done))
    assert drive.refused("take_back", actor="cid", task=task) == "not-decided-by-you"
    drive.done("take_back", actor="bob", task=task)
    assert drive.asked() == [("check", "bob"), ("check", "cid")]


def test_take_back_while_the_next_has_not_decided() -> None:
    flow = flow_of([approval("one", "bob", "cid", mode="any"), approval("two", "dan")], "start > one > two > end")
    drive = Drive(flow).start()
    task = drive.task("bob").id
    drive.by("bob", "approve")
    following = drive.task("dan").id
    drive.done("take_back", actor="bob", task=task)
    assert drive.asked() == [("one", "bob"), ("one", "cid")]
    assert drive.refused("approve", actor="dan", task=following) == "task-not-open"
    drive.by("cid", "reject")
    assert drive.status == "rejected"


def test_take_back_is_refused_when_the_flow_has_gone_on() -> None:
    drive = Drive(chain("bob", "cid", "dan")).start()
    task = drive.task("bob").id
    drive.by("bob", "approve")
    drive.by("cid", "approve")
    assert drive.refused("take_back", actor="bob", task=task) == "flow-has-gone-on"
    mail = node("service_task", "mail", effect={"kind": "mail"}, wait=False)
    drive = Drive(flow_of([approval("one", "bob"), mail, approval("two", "cid")], "start > one > mail > two > end"))
    task = drive.start().task("bob").id
    drive.by("bob", "approve")
    assert drive.refused("take_back", actor="bob", task=task) == "flow-has-gone-on"


def test_take_back_in_order_makes_the_next_wait_again() -> None:
    drive = alone("bob", "cid", mode="in_order")
    task = drive.task("bob").id
    drive.by("bob", "approve")
    drive.done("take_back", actor="bob", task=task)
    assert drive.asked() == [("check", "bob")]
    drive.by("bob", "approve")
    drive.by("cid", "approve")
    assert drive.status == "completed"


def test_take_back_over_a_split_takes_all_branches_back() -> None:
    drive = Drive(flow_of(PARALLEL, PARALLEL_WAYS)).start()
    task = drive.task("bob").id
    drive.by("bob", "approve")
    drive.done("take_back", actor="bob", task=task)
    assert drive.asked() == [("first", "bob")]
    drive.by("bob", "approve")
    drive.by("dan", "approve")
    assert drive.refused("take_back", actor="bob", task=task) == "flow-has-gone-on"
