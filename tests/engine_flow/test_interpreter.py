"""Shows what tokens do at every kind of node."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine_flow import turn
from engine_flow.calendar import shipped
from tests.engine_flow.drive import START, Drive, approval, flow_of, node, people


def work(name: str, *persons: str, **settings: Any) -> dict[str, Any]:
    return node("user_task", name, assignees=people(*persons), **settings)


def test_a_flow_without_waits_ends_at_once() -> None:
    drive = Drive(flow_of([node("assignment", "set", values={"x": "1 + 1", "y": "x * 2"})], "start > set > end",
                          {"x": "number", "y": "number"})).start()  # fmt: skip
    assert drive.status == "completed"
    assert drive.instance.variables == {"x": Decimal(2), "y": Decimal(4)}


@pytest.mark.parametrize(("amount", "way"), [(10, "big"), (3, "small"), (None, "small")])
def test_an_exclusive_gateway_takes_the_first_true_edge_else_the_default(amount: int | None, way: str) -> None:
    flow = flow_of(
        [node("exclusive_gateway", "g"), work("big", "bob"), work("small", "bob")],
        "start > g; g > big if amount > 5; g > small else; big > end; small > end",
    )
    record = {"amount": None if amount is None else Decimal(amount)}
    assert Drive(flow, record).start().places() == [way]


def test_no_way_on_is_an_incident_that_can_be_retried_after_correction() -> None:
    flow = flow_of([node("exclusive_gateway", "g")], "start > g; g > end if amount > 5")
    drive = Drive(flow, {"amount": Decimal(1)}).start()
    (incident,) = drive.instance.incidents.values()
    assert incident.code == "no-way-on"
    drive.done("retry", actor="root", incident=incident.id)
    (again,) = drive.instance.incidents.values()
    drive.context = Drive(flow, {"amount": Decimal(6)}).context
    drive.done("retry", actor="root", incident=again.id)
    assert drive.status == "completed"
    assert drive.replayed() == drive.instance


def test_a_parallel_gateway_waits_for_all() -> None:
    flow = flow_of(
        [node("parallel_gateway", "split"), work("a", "bob"), work("b", "cid"), node("parallel_gateway", "join")],
        "start > split > a > join > end; split > b > join",
    )
    drive = Drive(flow).start()
    drive.by("bob", "submit")
    assert drive.places() == ["b", "join"]
    drive.by("cid", "submit")
    assert drive.status == "completed"


def test_a_join_that_can_never_complete_is_an_incident_and_can_be_skipped() -> None:
    flow = flow_of(
        [node("exclusive_gateway", "g"), node("parallel_gateway", "join"), work("a", "bob")],
        "start > g; g > join if amount > 5; g > a else; a > join; join > end",
    )
    drive = Drive(flow, {"amount": Decimal(9)}).start()
    (incident,) = drive.instance.incidents.values()
    assert incident.code == "join-never-complete"
    drive.done("skip", actor="root", incident=incident.id)
    assert drive.status == "completed"


INCLUSIVE = [
    node("inclusive_gateway", "split"), work("a", "bob"), work("b", "cid"), work("c", "dan"),
    node("inclusive_gateway", "join"),
]  # fmt: skip
INCLUSIVE_WAYS = (
    "start > split; split > a if amount > 1; split > b if amount > 2; split > c else;"
    "a > join; b > join; c > join; join > end"
)


@pytest.mark.parametrize(("amount", "places"), [(0, ["c"]), (2, ["a"]), (3, ["a", "b"])])
def test_an_inclusive_gateway_waits_for_exactly_what_can_still_come(amount: int, places: list[str]) -> None:
    drive = Drive(flow_of(INCLUSIVE, INCLUSIVE_WAYS), {"amount": Decimal(amount)}).start()
    assert drive.places() == places
    for person in {"a": "bob", "b": "cid", "c": "dan"}[places[0]], *(["cid"] if len(places) > 1 else []):
        assert drive.status == "running"
        drive.by(person, "submit")
    assert drive.status == "completed"


def test_an_inclusive_join_does_not_wait_for_tokens_that_come_by_an_edge_already_taken() -> None:
    """A token behind another of the same edge keeps nobody waiting: condition (iv) of the standard."""
    flow = flow_of(
        [node("parallel_gateway", "split"), work("a", "bob"), work("late", "cid"), node("exclusive_gateway", "merge"),
         work("b", "dan"), node("inclusive_gateway", "join"), work("after", "eva")],
        "start > split > a > merge > join > after > end; split > late > merge; split > b > join",
    )  # fmt: skip
    drive = Drive(flow).start()
    drive.by("bob", "submit")
    assert drive.places() == ["b", "join", "late"]
    drive.by("dan", "submit")
    assert drive.places() == ["after", "late"]
    drive.by("cid", "submit")
    assert drive.places() == ["after", "after"]


def test_an_inclusive_join_waits_for_what_an_interrupted_activity_may_send() -> None:
    flow = flow_of(
        [node("parallel_gateway", "split"), work("a", "bob"), work("b", "cid"), node("inclusive_gateway", "join"),
         node("boundary_message", "recall", attached_to="b", message="recall"), work("c", "dan")],
        "start > split > a > join > end; split > b > end; recall > c > join",
    )  # fmt: skip
    drive = Drive(flow).start()
    drive.by("bob", "submit")
    assert drive.places() == ["b", "join"]
    drive.done("message", message="recall")
    assert drive.places() == ["c", "join"]
    drive.by("dan", "submit")
    assert drive.status == "completed"


def test_the_first_event_wins_the_race() -> None:
    flow = flow_of(
        [node("event_gateway", "race"), node("timer", "late", moment={"after": 'duration("P1D")'}),
         node("message_wait", "paid", message="paid", key="order"), work("chase", "bob")],
        "start > race > late > chase > end; race > paid > end",
    )  # fmt: skip
    drive = Drive(flow, {"order": "o1"}).start()
    assert len(drive.instance.timers) == 1
    drive.event("message", message="paid", key="o2")
    assert drive.places() == ["race"]
    drive.done("message", message="paid", key="o1")
    assert drive.status == "completed"
    other = Drive(flow, {"order": "o1"}).start()
    other.fire()
    assert other.places() == ["chase"]
    assert other.instance.waits == {}


def test_a_timer_waits_until_a_date_or_in_working_hours() -> None:
    moments: list[tuple[Mapping[str, str], datetime]] = [
        ({"after": '"PT90M"'}, START + timedelta(seconds=1, minutes=90)),
        ({"until": "due"}, datetime(2026, 12, 24, tzinfo=UTC)),
        # Monday 10:00:01 in Shanghai: 8 hours of work are a day, so that is Tuesday 10:00:01.
        ({"after": '"PT8H"', "calendar": "china"}, START + timedelta(days=1, seconds=1)),
        ({"after": '"P5D"', "calendar": "china"}, START + timedelta(days=7, seconds=1)),
    ]
    due = datetime(2026, 12, 24, tzinfo=UTC).date()
    for moment, expected in moments:
        flow = flow_of([node("timer", "wait", moment=moment)], "start > wait > end")
        drive = Drive(flow, {"due": due}, calendars={"china": shipped("china")}).start()
        (timer,) = drive.instance.timers.values()
        assert timer.due == expected
        drive.fire()
        assert drive.status == "completed"


def test_a_moment_that_cannot_be_found_is_an_incident() -> None:
    flow = flow_of([node("timer", "wait", moment={"until": "due"})], "start > wait > end")
    drive = Drive(flow, {"due": None}).start()
    assert [each.code for each in drive.instance.incidents.values()] == ["bad-moment"]
    flow = flow_of([node("timer", "wait", moment={"after": '"P1D"', "calendar": "none"})], "start > wait > end")
    assert [each.code for each in Drive(flow).start().instance.incidents.values()] == ["no-such-calendar"]


def test_a_boundary_timer_interrupts_or_runs_beside() -> None:
    for interrupting in (True, False):
        flow = flow_of(
            [work("a", "bob"), work("b", "cid"),
             node("boundary_timer", "late", attached_to="a", interrupting=interrupting, moment={"after": '"P1D"'})],
            "start > a > end; late > b > end",
        )  # fmt: skip
        drive = Drive(flow).start()
        drive.fire()
        assert drive.places() == (["b"] if interrupting else ["a", "b"])
        drive.by("cid", "submit")
        if not interrupting:
            drive.by("bob", "submit")
        assert drive.status == "completed"


def test_an_effect_is_asked_for_once_and_its_answer_taken_once() -> None:
    flow = flow_of(
        [node("service_task", "mail", effect={"kind": "mail", "arguments": {"to": "initiator"}}, result="sent"),
         node("boundary_error", "bounced", attached_to="mail", error="bounced"), work("call", "bob")],
        "start > mail > end; bounced > call > end",
        {"sent": "string"},
    )  # fmt: skip
    drive = Drive(flow).start()
    (key,) = drive.effects("mail")
    drive.done("effect_done", key=key, result={"t": "string", "v": "ok"})
    assert drive.status == "completed"
    assert drive.instance.variables == {"sent": "ok"}
    assert drive.event("effect_done", key=key).instance is drive.instance
    failed = Drive(flow).start()
    failed.done("effect_failed", key=failed.effects("mail")[0], error="bounced", cause="no such box")
    assert failed.places() == ["call"]
    broken = Drive(flow).start()
    broken.done("effect_failed", key=broken.effects("mail")[0], cause="no network")
    (incident,) = broken.instance.incidents.values()
    assert "no network" in incident.message.en
    broken.done("retry", actor="root", incident=incident.id)
    assert len(set(broken.effects("mail"))) == 2
    broken.done("effect_done", key=broken.effects("mail")[1])
    assert broken.status == "completed"


def test_a_decision_table_gives_a_value() -> None:
    table = {
        "inputs": [{"expression": {"text": "amount"}}],
        "outputs": [{"name": "level"}],
        "rules": [
            {"inputs": [{"text": "> 100"}], "outputs": [{"text": '"A"'}]},
            {"inputs": [{"text": "<= 100"}], "outputs": [{"text": '"B"'}]},
        ],
    }
    flow = flow_of([node("rule_task", "rate", table=table, result="level")], "start > rate > end", {"level": "string"})
    for amount, level in ((101, "A"), (99, "B")):
        assert Drive(flow, {"amount": Decimal(amount)}).start().instance.variables["level"] == level


def test_a_decision_of_the_app_is_asked_once_and_replayed_from_the_journal() -> None:
    asked = []

    def decide(name: str, values: Mapping[str, Any]) -> Any:
        asked.append((name, values["initiator"]))
        return "A"

    flow = flow_of([node("rule_task", "rate", decision="crm.level", result="level")], "start > rate > end",
                   {"level": "string"})  # fmt: skip
    drive = Drive(flow, decide=decide).start()
    assert drive.instance.variables["level"] == "A"
    calls = len(asked)
    assert drive.replayed() == drive.instance
    assert len(asked) == calls
    assert [each.code for each in Drive(flow).start().instance.incidents.values()] == ["decision-not-available"]


def call(**settings: Any) -> dict[str, Any]:
    return node("call_activity", "call", flow="other", gives={"x": "1"}, result="got", **settings)


def ended(drive: Drive, position: int, status: str = "completed", **fields: Any) -> Any:
    (token,) = drive.instance.tokens.values()
    return drive.done("child_ended", token=token.id, visit=token.visit, position=position, status=status, **fields)


def test_a_called_flow_gives_its_variables() -> None:
    drive = Drive(flow_of([call()], "start > call > end", {"got": "Any"})).start()
    assert [each.arguments["flow"] for each in drive.steps[-1].effects if each.kind == "start_flow"] == ["other"]
    ended(drive, 0, values={"y": {"t": "number", "v": "7"}})
    assert drive.status == "completed"
    assert drive.instance.variables["got"] == {"y": Decimal(7)}


@pytest.mark.parametrize("one_by_one", [True, False])
def test_a_flow_runs_once_per_row_until_enough_have_ended(one_by_one: bool) -> None:
    repeat = {"rows": "lines", "row": "line", "one_by_one": one_by_one, "until": "completed / total >= 0.5"}
    flow = flow_of([node("call_activity", "call", flow="other", gives={"q": "line.qty"}, repeat=repeat, result="got")],
                   "start > call > end", {"got": "Any"})  # fmt: skip
    rows = [{"qty": Decimal(each)} for each in range(4)]
    drive = Drive(flow, {"lines": rows}).start()
    assert len(drive.effects("start_flow")) == (1 if one_by_one else 4)
    ended(drive, 0)
    assert len(drive.effects("start_flow")) == (2 if one_by_one else 4)
    ended(drive, 1)
    assert drive.status == "completed"
    assert len(drive.effects("cancel_flow")) == (0 if one_by_one else 2)
    assert len(drive.instance.variables["got"]) == 2


def test_no_rows_end_the_call_at_once_and_no_list_is_an_incident() -> None:
    flow = flow_of([call(repeat={"rows": "lines"})], "start > call > end", {"got": "Any"})
    assert Drive(flow, {"lines": []}).start().status == "completed"
    drive = Drive(flow, {"lines": None}).start()
    assert [each.code for each in drive.instance.incidents.values()] == ["no-rows"]


def test_a_called_flow_that_fails_or_is_cancelled_leads_to_its_boundary() -> None:
    flow = flow_of(
        [call(), node("boundary_error", "failed", attached_to="call", error="poor"), work("a", "bob"),
         node("boundary_cancel", "gone", attached_to="call"), work("b", "cid")],
        "start > call > end; failed > a > end; gone > b > end", {"got": "Any"},
    )  # fmt: skip
    for status, error, place in (("failed", "poor", "a"), ("withdrawn", None, "b"), ("failed", "else", "call")):
        drive = Drive(flow).start()
        ended(drive, 0, status, error=error)
        assert drive.places() == [place]


def test_an_error_end_fails_the_instance_and_tells_the_caller() -> None:
    flow = flow_of([node("error_end", "bad", error="poor"), node("parallel_gateway", "split"), work("a", "bob")],
                   "start > split > a > end; split > bad")  # fmt: skip
    drive = Drive(flow)
    drive.beginning = drive.instance = type(drive.instance)(
        "i", "test", 1, "ann", caller={"token": "t1", "position": 0}
    )
    drive.start()
    assert (drive.status, drive.instance.error) == ("failed", "poor")
    (told,) = [each for each in drive.steps[-1].effects if each.kind == "child_ended"]
    assert told.arguments["error"] == "poor"
    assert told.arguments["token"] == "t1"


def test_a_terminate_end_ends_everything() -> None:
    flow = flow_of([node("terminate_end", "stop"), node("parallel_gateway", "split"), work("a", "bob")],
                   "start > split > a > end; split > stop")  # fmt: skip
    drive = Drive(flow).start()
    assert drive.status == "terminated"
    assert drive.asked() == []


def test_a_message_is_sent_and_a_copy_given() -> None:
    flow = flow_of(
        [node("message_throw", "say", message="paid", key='"o" + "1"', values={"x": "2"}),
         node("cc", "copy", assignees=people("eva", "old", "eva"))],
        "start > say > copy > end",
    )  # fmt: skip
    drive = Drive(flow).start()
    (sent,) = [each for each in drive.steps[-1].effects if each.kind == "send_message"]
    assert sent.arguments == {"message": "paid", "key": "o1", "values": {"x": Decimal(2)}}
    assert [(task.person, task.kind) for task in drive.instance.tasks.values()] == [("eva", "copy")]
    assert drive.status == "completed"


def test_the_journal_keeps_whatever_of_the_record_was_read() -> None:
    table = {
        "inputs": [{"expression": {"text": "amount * 2"}}],
        "outputs": [{"name": "level"}],
        "rules": [{"inputs": [{"text": "> bound"}], "outputs": [{"text": "prefix"}]}],
    }
    limit = {"moment": {"after": '"P1D"'}, "do": "transfer", "to": [{"kind": "record_field", "field": "keeper"}]}
    flow = flow_of([node("rule_task", "rate", table=table, result="level"), approval("a", "bob", limits=[limit])],
                   "start > rate > a > end", {"level": "string"})  # fmt: skip
    record = {"amount": Decimal(4), "bound": Decimal(7), "prefix": "A", "keeper": "eva", "unread": "x"}
    drive = Drive(flow, record).start()
    drive.fire()
    assert drive.asked() == [("a", "eva")]
    assert set(drive.instance.journal[0].record) == set(record) - {"unread"}
    drive.context = Drive(flow).context
    assert drive.replayed() == drive.instance


def test_a_start_has_its_condition_and_a_webhook_its_body() -> None:
    hook = node("webhook_start", "hook", path="orders", variables={"x": "body.qty"}, when="amount > 5")
    flow = flow_of([hook, work("a", "bob")], "start > end; hook > a > end", {"x": "number"})
    drive = Drive(flow, {"amount": Decimal(5)})
    body: dict[str, Any] = {"t": "context", "v": {"qty": {"t": "number", "v": "3"}}}
    assert drive.refused("start", node="hook", body=body) == "start-not-now"
    assert drive.refused("start", node="start", variables={"y": body}) == "unknown-variable"
    drive = Drive(flow, {"amount": Decimal(6)})
    drive.done("start", node="hook", body=body)
    assert drive.instance.variables == {"x": Decimal(3)}
    assert drive.replayed() == drive.instance
    called = flow_of(
        [{**hook, "when": "body.qty > 3"}, work("a", "bob")], "start > end; hook > a > end", {"x": "number"}
    )
    assert Drive(called).refused("start", node="hook", body=body) == "start-not-now"
    body["v"]["qty"]["v"] = "4"
    Drive(called).done("start", node="hook", body=body)


def test_a_loop_without_a_wait_is_stopped() -> None:
    flow = flow_of([node("assignment", "a", values={"n": "1"}), node("exclusive_gateway", "g")],
                   "start > a > g; g > end if n > 5; g > a else", {"n": "number"})  # fmt: skip
    drive = Drive(flow).start()
    assert [each.code for each in drive.instance.incidents.values()] == ["runaway-flow"]


def test_a_loop_that_counts_ends() -> None:
    flow = flow_of([node("assignment", "a", values={"n": "if n = null then 1 else n + 1"}),
                    node("exclusive_gateway", "g")],
                   "start > a > g; g > end if n > 5; g > a else", {"n": "number"})  # fmt: skip
    assert Drive(flow).start().instance.variables["n"] == Decimal(6)


def test_an_activity_with_several_true_edges_splits() -> None:
    flow = flow_of([work("a", "bob"), work("b", "cid"), work("c", "dan")],
                   "start > a; a > b if amount > 1; a > c if amount > 2; a > end else; b > end; c > end")  # fmt: skip
    drive = Drive(flow, {"amount": Decimal(3)}).start()
    drive.by("bob", "submit")
    assert drive.places() == ["b", "c"]


def test_the_outcome_of_work_leads_the_way() -> None:
    outcomes = [
        {"name": "ok", "label": {"en": "OK", "zh-CN": "好"}},
        {"name": "bad", "label": {"en": "No", "zh-CN": "否"}},
    ]
    flow = flow_of([work("a", "bob", outcomes=outcomes), work("b", "cid")],
                   'start > a; a > b if outcome = "bad"; a > end else; b > end')  # fmt: skip
    drive = Drive(flow).start()
    task = drive.task("bob")
    assert drive.refused("submit", actor="bob", task=task.id, outcome="late") == "unknown-outcome"
    drive.by("bob", "submit", outcome="bad")
    assert drive.places() == ["b"]


def test_what_is_not_there_is_refused_or_has_nothing_to_do() -> None:
    drive = Drive(flow_of([approval("a", "bob")], "start > a > end"))
    assert drive.refused("approve", actor="bob", task="k1") == "instance-not-started"
    assert drive.refused("start", actor="ann", node="elsewhere") == "no-such-start"
    drive.start()
    assert drive.refused("start", actor="ann") == "instance-already-started"
    assert drive.refused("approve", actor="bob", task="k99") == "no-such-task"
    before = drive.instance
    assert drive.event("timer_due", timer="m1").instance is before
    assert drive.event("message", message="none").instance is before
    drive.by("bob", "approve")
    assert drive.refused("approve", actor="bob", task="k2") == "instance-over"
    assert drive.event("timer_due", timer="m1").journal == ()


def test_every_boundary_leads_away_from_every_activity() -> None:
    hosts: dict[str, dict[str, Any]] = {
        "user_task": {"assignees": people("bob")},
        "approval_task": {"assignees": people("bob", "cid"), "mode": {"kind": "in_order"}},
        "service_task": {"effect": {"kind": "mail"}},
        "call_activity": {"flow": "other", "repeat": {"rows": "[1, 2]"}},
    }
    boundaries: dict[str, dict[str, Any]] = {
        "boundary_timer": {"moment": {"after": '"P1D"'}}, "boundary_message": {"message": "stop"},
        "boundary_error": {"error": "poor"}, "boundary_cancel": {},
    }  # fmt: skip
    fired = set()
    for host, settings in hosts.items():
        for boundary, more in boundaries.items():
            nodes = [node(host, "a", **settings), node(boundary, "b", attached_to="a", **more), work("c", "dan")]
            drive = Drive(flow_of(nodes, "start > a > end; b > c > end")).start()
            (token,) = drive.instance.tokens.values()
            ended = {"token": token.id, "visit": token.visit, "status": "failed", "error": "poor"}
            if boundary == "boundary_timer":
                drive.fire()
            elif boundary == "boundary_message":
                drive.done("message", message="stop")
            elif boundary == "boundary_error" and host == "service_task":
                drive.done("effect_failed", key=drive.effects("mail")[0], error="poor", cause="-")
            elif boundary == "boundary_error" and host == "call_activity":
                drive.done("child_ended", **ended)
            elif boundary == "boundary_cancel" and host == "call_activity":
                drive.done("child_ended", **{**ended, "status": "withdrawn", "error": None})
            else:
                continue
            fired.add((host, boundary))
            assert drive.asked() == [("c", "dan")]
            assert not drive.instance.timers
            assert not drive.instance.waits
            assert not drive.instance.calls
    assert len(fired) == 2 * len(hosts) + 3
    nodes = [approval("a", "old", when_empty={"do": "incident"}), node("boundary_error", "b", attached_to="a"),
             work("c", "dan")]  # fmt: skip
    assert Drive(flow_of(nodes, "start > a > end; b > c > end")).start().asked() == [("c", "dan")]


def test_the_boundary_that_names_an_error_catches_it_first() -> None:
    nodes = [
        node("service_task", "mail", effect={"kind": "mail"}), node("boundary_error", "every", attached_to="mail"),
        node("boundary_error", "late", attached_to="mail", error="late"), work("a", "bob"), work("b", "cid"),
    ]  # fmt: skip
    for error, place in (("late", "b"), ("lost", "a")):
        drive = Drive(flow_of(nodes, "start > mail > end; every > a > end; late > b > end")).start()
        drive.done("effect_failed", key=drive.effects("mail")[0], error=error, cause="-")
        assert drive.places() == [place]


def test_many_that_run_away_are_told_of_once() -> None:
    flow = flow_of([node("parallel_gateway", "p"), node("exclusive_gateway", "x")], "start > x > p > x; p > x; p > end")
    drive = Drive(flow).start()
    assert len(drive.instance.incidents) == len(drive.instance.tokens) > 1
    assert drive.told("incident") == [["root"]]


def test_a_start_that_found_no_way_on_is_tried_again_without_asking_anybody() -> None:
    flow = flow_of([work("a", "bob")], "start > a if amount > 5; a > end")
    drive = Drive(flow, {"amount": Decimal(3)}).start()
    (incident,) = drive.instance.incidents
    drive.context = replace(drive.context, record={"amount": Decimal(6)})
    drive.done("retry", actor="root", incident=incident)
    assert drive.asked() == [("a", "bob")]


def test_a_loop_that_goes_on_and_on_is_looked_at_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "MAX_VISITS", 30)
    nodes = [node("timer", "later", moment={"after": '"PT1M"'}), node("exclusive_gateway", "g"), work("a", "bob")]
    drive = Drive(flow_of(nodes, "start > g; g > later if amount > 5; g > a else; later > g; a > end"), {"amount": 6})
    drive.start()
    for _ in range(2):
        for _ in range(20):
            if not drive.instance.incidents:
                drive.fire()
        (incident,) = drive.instance.incidents.values()
        assert incident.code == "flow-without-end-in-sight"
        assert drive.told("incident") == [["root"]]
        drive.done("retry", actor="root", incident=incident.id)
        assert not drive.instance.incidents


def test_the_last_opinion_is_that_of_a_decision() -> None:
    stop = node("boundary_message", "stop", attached_to="b", message="stop")
    nodes = [approval("a", "bob"), approval("b", "cid"), stop, node("assignment", "keep", values={"x": "last opinion"})]
    drive = Drive(flow_of(nodes, "start > a > b > end; stop > keep > end", {"x": "string"})).start()
    drive.by("bob", "approve", opinion="Yes.")
    drive.by("cid", "ask", people=["eva"], opinion="Why?")
    drive.by("eva", "answer", opinion="Because.")
    drive.by("cid", "copy", people=["gil"])
    drive.done("read", actor="gil", task=drive.task("gil", kind="copy").id)
    drive.by("cid", "delegate", to="fay")
    drive.by("fay", "resolve", opinion="Perhaps.")
    drive.done("message", message="stop")
    assert drive.instance.variables["x"] == "Yes."
