"""Shows what every verb means, alone and in combination: one test for each row of `docs/concepts/approval.md`."""

import re
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine_flow.flow import Flow
from engine_flow.happening import VERBS
from engine_flow.staff import Staff
from engine_flow.substitution import Substitution
from tests.engine_flow.drive import COMPANY, START, Drive, approval, flow_of, node, people

PAGE = Path(__file__).parents[2] / "docs" / "concepts" / "approval.md"
VOTE = {"kind": "vote", "ratio": "0.6"}


def test_the_page_and_the_tests_agree() -> None:
    rows = re.findall(r"^\|.*?`(test_\w+)` \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    tests = {name for name in globals() if name.startswith("test_")} - {"test_the_page_and_the_tests_agree"}
    assert sorted(rows) == sorted(set(rows))
    assert set(rows) == tests


def alone(*persons: str, mode: Any = "all", **settings: Any) -> Drive:
    """Start a flow with one approval."""
    return Drive(flow_of([approval("check", *persons, mode=mode, **settings)], "start > check > end")).start()


def chain(*persons: str, **policies: Any) -> Flow:
    """Return a flow of one approval after the other, called after their people."""
    nodes = [approval(f"by_{person}", person) for person in persons]
    return flow_of(nodes, " > ".join(["start", *(f"by_{person}" for person in persons), "end"]), policies=policies)


def outcomes(drive: Drive) -> dict[str | None, str | None]:
    """Return the last outcome of each person's tasks."""
    return {task.person: task.outcome for task in drive.instance.tasks.values()}


def held(drive: Drive, person: str) -> str:
    """Return the task of a person that waits for others."""
    return next(task.id for task in drive.instance.tasks.values() if task.person == person and task.state == "held")


# --- modes ---------------------------------------------------------------------------------------------------------


def test_all_have_to_approve() -> None:
    drive = alone("bob", "cid")
    assert drive.told("task") == [["bob"], ["cid"]]
    drive.by("bob", "approve")
    assert drive.status == "running"
    drive.by("cid", "approve")
    assert drive.status == "completed"


def test_all_is_rejected_by_the_first_rejection() -> None:
    drive = alone("bob", "cid")
    drive.by("bob", "reject", opinion="too dear")
    assert drive.status == "rejected"
    assert drive.asked() == []


def test_any_is_decided_by_the_first() -> None:
    for verb, status in (("approve", "completed"), ("reject", "rejected")):
        drive = alone("bob", "cid", mode="any")
        drive.by("cid", verb)
        assert drive.status == status


def test_any_can_want_everybody_to_reject() -> None:
    drive = alone("bob", "cid", mode={"kind": "any", "rejects": "everybody"})
    drive.by("bob", "reject")
    assert drive.status == "running"
    drive.by("cid", "reject")
    assert drive.status == "rejected"


def test_in_order_asks_one_after_the_other() -> None:
    drive = alone("bob", "cid", "dan", mode="in_order")
    assert drive.asked() == [("check", "bob")]
    drive.by("bob", "approve")
    assert drive.asked() == [("check", "cid")]
    assert drive.told("task") == [["cid"]]
    drive.by("cid", "reject")
    assert drive.status == "rejected"


def test_a_vote_is_decided_as_soon_as_it_cannot_change() -> None:
    drive = alone("bob", "cid", "dan", "eva", "fay", mode=VOTE)
    for person in ("bob", "cid"):
        drive.by(person, "approve")
        assert drive.status == "running"
    drive.by("dan", "approve")
    assert drive.status == "completed"
    drive = alone("bob", "cid", "dan", "eva", "fay", mode=VOTE)
    for person in ("bob", "cid"):
        drive.by(person, "reject")
        assert drive.status == "running"
    drive.by("dan", "reject")
    assert drive.status == "rejected"


def test_a_vote_can_wait_for_everybody() -> None:
    drive = alone("bob", "cid", mode={"kind": "vote", "ratio": "0.5", "early": False})
    drive.by("bob", "approve")
    assert drive.status == "running"
    drive.by("cid", "reject")
    assert drive.status == "completed"


def test_a_vote_counts_weights() -> None:
    assignees = [{"kind": "person", "persons": ["bob"], "weight": "3"}, *people("cid", "dan")]
    drive = alone(mode=VOTE, assignees=assignees)
    drive.by("bob", "approve")
    assert drive.status == "completed"


def test_abstain_leaves_the_vote() -> None:
    drive = alone("bob", "cid", "dan", mode=VOTE)
    drive.by("bob", "abstain")
    drive.by("cid", "approve")
    assert drive.status == "running"
    drive.by("dan", "approve")
    assert drive.status == "completed"
    drive = alone("bob", "cid", mode=VOTE)
    drive.by("bob", "abstain")
    drive.by("cid", "abstain")
    assert drive.status == "rejected"
    other = alone("bob", "cid")
    assert other.refused("abstain", actor="bob", task=other.task("bob").id) == "verb-not-for-task"


# --- who is asked --------------------------------------------------------------------------------------------------


def asked_for(*assignees: dict[str, Any], record: dict[str, Any] | None = None, **settings: Any) -> list[str | None]:
    flow = flow_of([approval("check", assignees=list(assignees), **settings)], "start > check > end")
    return [person for _, person in Drive(flow, record or {}).start().asked()]


def test_assignees_by_place_in_the_company() -> None:
    assert asked_for({"kind": "role", "role": "lawyer"}) == ["eva", "fay"]
    assert asked_for({"kind": "role", "role": "cashier"}) == ["gil"]
    assert asked_for({"kind": "role", "role": "lawyer", "department": '"sales"'}) == ["root"]
    assert asked_for({"kind": "department_head"}) == ["bob"]
    assert asked_for({"kind": "department_head", "up": 1}) == ["dan"]
    assert asked_for({"kind": "department_head", "department": '"legal"'}) == ["eva"]
    assert asked_for({"kind": "initiator"}) == ["ann"]


def test_assignees_up_the_chain_of_managers() -> None:
    assert asked_for({"kind": "manager_chain", "levels": 2}) == ["bob", "cid"]
    assert asked_for({"kind": "manager_chain", "first": 2}) == ["cid"]
    assert asked_for({"kind": "manager_chain", "rank": 5}) == ["bob", "cid"]
    assert asked_for({"kind": "manager_chain", "levels": 50}) == ["bob", "cid", "dan"]
    assert asked_for({"kind": "manager_chain", "of": '"eva"'}) == ["dan"]


def test_assignees_out_of_the_record() -> None:
    field = {"kind": "record_field", "field": "keeper"}
    assert asked_for(field, record={"keeper": "eva"}) == ["eva"]
    assert asked_for(field, record={"keeper": [{"id": "eva"}, "fay", "eva"]}) == ["eva", "fay"]
    rule = {"kind": "expression", "expression": 'if amount > 5 then ["dan"] else "bob"'}
    assert asked_for(rule, record={"amount": Decimal(6)}) == ["dan"]
    assert asked_for(rule, record={"amount": Decimal(5)}) == ["bob"]


def test_assignee_who_decided_earlier() -> None:
    flow = flow_of(
        [approval("one", "bob", "cid", mode="any"),
         approval("two", assignees=[{"kind": "earlier_approver", "node": "one"}])],
        "start > one > two > end",
    )  # fmt: skip
    drive = Drive(flow).start()
    drive.by("cid", "approve")
    assert drive.asked() == [("two", "cid")]


def test_assignee_whom_the_previous_one_chooses() -> None:
    flow = flow_of([approval("one", "bob"), approval("two", assignees=[{"kind": "chosen"}])], "start > one > two > end")
    drive = Drive(flow).start()
    drive.by("bob", "approve", next={"two": ["eva", "fay"]})
    assert drive.asked() == [("two", "eva"), ("two", "fay")]


def test_claim_and_unclaim_a_task_of_a_pool() -> None:
    pool = {"kind": "pool", "role": "lawyer", "persons": ["gil"]}
    drive = Drive(flow_of([approval("check", assignees=[pool])], "start > check > end")).start()
    task = drive.instance.open_tasks()[0].id
    assert drive.refused("approve", actor="eva", task=task) == "task-not-claimed"
    assert drive.refused("claim", actor="bob", task=task) == "not-in-pool"
    drive.done("claim", actor="eva", task=task)
    assert drive.refused("claim", actor="fay", task=task) == "task-claimed"
    drive.by("eva", "unclaim")
    assert drive.told("task") == [["gil", "eva", "fay"]]
    drive.done("claim", actor="gil", task=task)
    drive.by("gil", "approve")
    assert drive.status == "completed"


def test_nobody_found_asks_whom_the_policy_says() -> None:
    nobody = {"kind": "role", "role": "pilot"}
    assert asked_for(nobody) == ["root"]
    assert asked_for(nobody, when_empty={"do": "person", "person": "dan"}) == ["dan"]
    flow = flow_of([approval("a", assignees=[nobody], when_empty={"do": "skip"})], "start > a > end")
    assert Drive(flow).start().status == "completed"
    flow = flow_of([approval("a", assignees=[nobody], when_empty={"do": "incident"})], "start > a > end")
    drive = Drive(flow).start()
    (incident,) = drive.instance.incidents.values()
    assert incident.code == "nobody-found"
    pair = COMPANY.model_copy(update={"admins": ("root", "ruth")})
    drive = Drive(flow_of([approval("a", assignees=[nobody])], "start > a > end"), staff=pair).start()
    assert drive.instance.open_tasks()[0].candidates == ("root", "ruth")


def test_somebody_who_has_left_is_not_asked() -> None:
    assert asked_for(*people("old", "bob")) == ["bob"]
    assert asked_for(*people("old")) == ["root"]


def test_the_same_person_is_asked_as_the_policy_says() -> None:
    for policy, rest in (("ask", ["by_bob"]), ("adjacent", ["by_bob"]), ("anywhere", [])):
        last = {**approval("by_bob", "bob", same_person=policy)}
        drive = Drive(
            flow_of([approval("one", "bob"), approval("two", "cid"), last], "start > one > two > by_bob > end")
        )
        drive.start().by("bob", "approve")
        drive.by("cid", "approve")
        assert drive.places() == rest, policy
    drive = Drive(flow_of([approval("one", "bob"), approval("two", "bob", same_person="adjacent")],
                          "start > one > two > end"))  # fmt: skip
    drive.start().by("bob", "approve")
    assert drive.status == "completed"
    assert [task.reason for task in drive.instance.tasks.values()] == [None, "same_person"]


def test_the_initiator_as_approver_as_the_policy_says() -> None:
    assert asked_for(*people("ann")) == ["ann"]
    assert asked_for(*people("ann", "cid"), initiator="manager") == ["bob", "cid"]
    assert asked_for(*people("ann"), initiator="admin") == ["root"]
    assert asked_for(*people("ann", "cid"), initiator="approve") == ["cid"]
    assert asked_for(*people("ann"), initiator="approve") == []


# --- signers -------------------------------------------------------------------------------------------------------


def test_add_signer_before() -> None:
    drive = alone("bob")
    drive.by("bob", "add_signer", where="before", people=["eva"])
    assert drive.asked() == [("check", "eva")]
    assert drive.refused("approve", actor="bob", task=held(drive, "bob")) == "task-not-open"
    drive.by("eva", "approve")
    assert drive.asked() == [("check", "bob")]
    drive.by("bob", "approve")
    assert drive.status == "completed"


def test_add_signer_before_who_rejects() -> None:
    drive = alone("bob", "cid", mode=VOTE)
    drive.by("bob", "add_signer", where="before", people=["eva", "fay"])
    drive.by("eva", "reject")
    assert drive.status == "rejected"
    drive = alone("bob", "cid", "dan", mode={"kind": "vote", "ratio": "0.5"})
    drive.by("bob", "add_signer", where="before", people=["eva", "fay"])
    drive.by("eva", "reject")
    assert drive.status == "running"
    assert drive.asked() == [("check", "cid"), ("check", "dan")]


def test_add_signer_after() -> None:
    drive = alone("bob")
    drive.by("bob", "add_signer", where="after", people=["eva"])
    assert drive.asked() == [("check", "bob")]
    drive.by("bob", "approve")
    assert drive.asked() == [("check", "eva")]
    drive.by("eva", "reject")
    assert drive.status == "rejected"


def test_add_signer_beside() -> None:
    drive = alone("bob")
    drive.by("bob", "add_signer", where="beside", people=["eva"])
    drive.by("bob", "approve")
    assert drive.status == "running"
    drive.by("eva", "approve")
    assert drive.status == "completed"


def test_add_signer_refuses_who_is_asked_already() -> None:
    drive = alone("bob", "cid")
    task = drive.task("bob").id
    for person, code in (("cid", "already-asked"), ("bob", "already-asked"), ("old", "person-not-active")):
        assert drive.refused("add_signer", actor="bob", task=task, where="beside", people=[person]) == code
    assert drive.refused("add_signer", actor="cid", task=task, where="before", people=["eva"]) == "task-not-yours"


def test_remove_signer() -> None:
    drive = alone("bob")
    drive.by("bob", "add_signer", where="before", people=["eva"])
    task = drive.task("eva").id
    assert drive.refused("remove_signer", actor="fay", task=task) == "signer-not-removable"
    assert drive.refused("remove_signer", actor="bob", task=held(drive, "bob")) == "signer-not-removable"
    drive.done("remove_signer", actor="bob", task=task)
    assert drive.asked() == [("check", "bob")]


def test_remove_signer_with_whom_that_signer_added() -> None:
    drive = alone("bob")
    drive.by("bob", "add_signer", where="beside", people=["eva"])
    added = drive.task("eva").id
    drive.by("eva", "add_signer", where="before", people=["fay"])
    drive.done("remove_signer", actor="root", task=added)
    assert drive.asked() == [("check", "bob")]
    drive.by("bob", "approve")
    assert drive.status == "completed"


def test_remove_signer_can_decide_the_round() -> None:
    drive = alone("bob")
    drive.by("bob", "add_signer", where="beside", people=["eva"])
    drive.by("bob", "approve")
    drive.done("remove_signer", actor="bob", task=drive.task("eva").id)
    assert drive.status == "completed"


# --- passing on ----------------------------------------------------------------------------------------------------


def test_transfer() -> None:
    drive = alone("bob")
    task = drive.task("bob").id
    drive.by("bob", "transfer", to="eva")
    assert drive.told("task") == [["eva"]]
    assert drive.refused("approve", actor="bob", task=task) == "task-not-yours"
    drive.by("eva", "approve")
    assert drive.status == "completed"


def test_transfer_refuses_who_is_asked_already() -> None:
    drive = alone("bob", "cid")
    task = drive.task("bob").id
    assert drive.refused("transfer", actor="bob", task=task, to="cid") == "already-asked"
    assert drive.refused("transfer", actor="bob", task=task, to="bob") == "not-to-yourself"
    assert drive.refused("transfer", actor="bob", task=task, to="old") == "person-not-active"


def test_delegate_and_resolve() -> None:
    drive = alone("bob")
    drive.by("bob", "delegate", to="eva")
    assert drive.asked() == [("check", "eva")]
    task = drive.task("eva").id
    assert drive.refused("approve", actor="eva", task=task) == "verb-not-for-task"
    drive.by("eva", "resolve", opinion="fine")
    assert drive.asked() == [("check", "bob")]
    drive.by("bob", "reject")
    assert drive.status == "rejected"
    assert outcomes(drive) == {"bob": "rejected", "eva": "advised"}


def test_reclaim_from_a_delegate() -> None:
    drive = alone("bob")
    assert drive.refused("reclaim", actor="bob", task=drive.task("bob").id) == "task-not-delegated"
    drive.by("bob", "delegate", to="eva")
    delegated = drive.task("eva").id
    drive.done("reclaim", actor="bob", task=held(drive, "bob"))
    assert drive.refused("resolve", actor="eva", task=delegated) == "task-not-open"
    drive.by("bob", "approve")
    assert drive.status == "completed"


def substituted(**fields: Any) -> Staff:
    return COMPANY.model_copy(update={"substitutions": (Substitution(person="bob", substitute="eva", **fields),)})


def test_a_standing_substitute_is_asked_in_period_and_scope() -> None:
    flow = chain("bob")
    later = START + timedelta(days=1)
    for fields, asked in (
        ({}, "eva"), ({"starts": later}, "bob"), ({"ends": START}, "bob"), ({"flows": ("test",)}, "eva"),
        ({"flows": ("other",)}, "bob"),
    ):  # fmt: skip
        assert Drive(flow, staff=substituted(**fields)).start().asked() == [("by_bob", asked)]
    drive = Drive(flow, staff=substituted()).start()
    drive.by("eva", "approve")
    assert drive.status == "completed"
    (task,) = drive.instance.tasks.values()
    assert (task.by, task.principal) == ("eva", "bob")


def test_whom_a_substitute_stands_in_for_may_still_decide() -> None:
    drive = Drive(chain("bob"), staff=substituted()).start()
    drive.by("bob", "approve")
    assert drive.status == "completed"


def test_a_transfer_to_somebody_away_goes_to_the_substitute() -> None:
    drive = Drive(chain("cid"), staff=substituted()).start()
    drive.by("cid", "transfer", to="bob")
    assert drive.asked() == [("by_cid", "eva")]


def test_hand_over_what_a_leaver_has_and_will_have() -> None:
    flow = flow_of(
        [node("parallel_gateway", "split"), approval("one", "bob", "eva", mode="in_order"), approval("two", "eva"),
         approval("three", assignees=[{"kind": "pool", "persons": ["eva", "fay"]}]),
         approval("four", assignees=[{"kind": "chosen"}])],
        "start > split > one > end; split > two > end; split > three > end; split > four > end",
    )  # fmt: skip
    drive = Drive(flow).start(next={"four": ["eva"], "one": ["eva", "bob"]})
    assert drive.refused("hand_over", actor="bob", person="eva", to="gil") == "not-an-administrator"
    drive.done("hand_over", actor="root", person="eva", to="gil")
    left = [task for task in drive.instance.tasks.values() if task.state in {"open", "planned"}]
    assert [task.person for task in left] == ["bob", "gil", "gil", None, "gil"]
    assert left[3].candidates == ("gil", "fay")
    assert drive.instance.chosen["one"] == ("gil", "bob")
    before = drive.instance
    assert drive.event("hand_over", actor="root", person="eva", to="gil").instance is before


# --- back ----------------------------------------------------------------------------------------------------------


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


PARALLEL = [
    approval("first", "bob"), node("parallel_gateway", "split"), approval("left", "cid"), approval("inner", "fay"),
    approval("right", "dan"), node("parallel_gateway", "join"), approval("last", "eva"),
]  # fmt: skip
PARALLEL_WAYS = "start > first > split > left > inner > join > last > end; split > right > join"


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


def limit(do: str, after: str = '"P1D"', **fields: Any) -> dict[str, Any]:
    return {"moment": {"after": after}, "do": do, **fields}


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


# --- talking -------------------------------------------------------------------------------------------------------


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


def test_save_draft() -> None:
    drive = alone("bob")
    drive.by("bob", "save_draft", opinion="perhaps")
    assert drive.asked() == [("check", "bob")]
    drive.by("bob", "approve")
    (task,) = drive.instance.tasks.values()
    assert (task.opinion, task.draft) == ("perhaps", None)


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
    form = node("user_task", "fill", assignees=people("bob"))
    drive = Drive(flow_of([form], "start > fill > end", {"x": "number"})).start()
    task = drive.task("bob").id
    seven = {"t": "number", "v": "7"}
    assert drive.refused("approve", actor="bob", task=task) == "verb-not-for-task"
    assert drive.refused("submit", actor="bob", task=task, variables={"y": seven}) == "unknown-variable"
    drive.by("bob", "submit", variables={"x": seven})
    assert drive.instance.variables == {"x": Decimal(7)}


def test_a_node_can_forbid_verbs() -> None:
    drive = alone("bob", verbs=["transfer"])
    task = drive.task("bob").id
    assert drive.refused("delegate", actor="bob", task=task, to="eva") == "verb-not-allowed"
    drive.by("bob", "transfer", to="eva")
    drive.by("eva", "approve")
    assert drive.status == "completed"


# --- time limits ---------------------------------------------------------------------------------------------------


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


# --- administrators ------------------------------------------------------------------------------------------------


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


# --- combinations --------------------------------------------------------------------------------------------------


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


def test_every_verb_is_used_here() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    unused: Sequence[str] = [verb for verb in VERBS if f'"{verb}"' not in source]
    assert unused == []
