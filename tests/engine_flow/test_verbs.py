"""Shows what verbs mean when people decide, are asked, sign and pass on; and that the page says the same.

There is one test for each row of `docs/concepts/approval.md`, here and in the files beside.
"""

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine_flow.happening import VERBS
from tests.engine_flow.approvals import (
    VOTE,
    alone,
    chain,
    held,
    outcomes,
    substituted,
)
from tests.engine_flow.drive import COMPANY, START, Drive, approval, flow_of, node, people

PAGE = Path(__file__).parents[2] / "docs" / "concepts" / "approval.md"
SOURCES = [file.read_text(encoding="utf-8") for file in sorted(Path(__file__).parent.glob("test_verbs*.py"))]


def test_the_page_and_the_tests_agree() -> None:
    rows = re.findall(r"^\|.*?`(test_\w+)` \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    tests = [name for source in SOURCES for name in re.findall(r"^def (test_\w+)", source, re.MULTILINE)]
    assert sorted(rows) == sorted(set(rows))
    assert sorted([*rows, "test_the_page_and_the_tests_agree"]) == sorted(tests)


def test_every_verb_is_used_here() -> None:
    assert [verb for verb in VERBS if not any(f'"{verb}"' in source for source in SOURCES)] == []


# --- modes -----------------------------------------------------------------------------------------------------------


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


# --- who is asked ----------------------------------------------------------------------------------------------------


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
    drive.by("eva", "save_draft", opinion="my own thoughts")
    drive.by("eva", "unclaim")
    assert drive.told("task") == [["gil", "eva", "fay"]]
    drive.done("claim", actor="gil", task=task)
    assert drive.task("gil").draft is None
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


# --- signers ---------------------------------------------------------------------------------------------------------


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


# --- passing on ------------------------------------------------------------------------------------------------------


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
         approval("four", assignees=[{"kind": "chosen"}]), approval("five", assignees=[{"kind": "chosen"}])],
        "start > split > one > five > end; split > two > end; split > three > end; split > four > end",
    )  # fmt: skip
    drive = Drive(flow).start(next={"four": ["eva"], "five": ["eva", "bob"]})
    assert drive.refused("hand_over", actor="bob", person="eva", to="gil") == "not-an-administrator"
    drive.done("hand_over", actor="root", person="eva", to="gil")
    left = [task for task in drive.instance.tasks.values() if task.state in {"open", "planned"}]
    assert [task.person for task in left] == ["bob", "gil", "gil", None, "gil"]
    assert left[3].candidates == ("gil", "fay")
    assert drive.instance.chosen["five"] == ("gil", "bob")
    before = drive.instance
    assert drive.event("hand_over", actor="root", person="eva", to="gil").instance is before
