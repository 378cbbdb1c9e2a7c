"""Shows what is found wrong with a flow before it runs, and where."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine_flow.checks import Known, check
from engine_flow.flow import Flow
from engine_flow.meaning_checks import check_meaning
from engine_rules import types as t
from engine_rules.scope import Scope
from tests.engine_flow.drive import approval, flow_of, node, people
from tests.engine_flow.every_kind import EVERY_KIND

SCOPE = Scope(
    {
        "amount": t.NUMBER,
        "keeper": t.STRING,
        "due": t.DATE,
        "lines": t.parse_type("list<context<level: string>>"),
    }
)


def found(flow: Flow, scope: Scope | None = None, known: Known | None = None) -> dict[str, str]:
    """Return the places of what is wrong, by code."""
    return {each.code: each.path for each in check(flow, scope, known)}


def work(name: str) -> dict[str, Any]:
    return node("user_task", name, assignees=people("bob"))


def test_a_sound_flow_has_nothing_wrong() -> None:
    assert check(flow_of([approval("a", "bob")], "start > a > end"), SCOPE) == ()
    assert [each for each in check(EVERY_KIND, SCOPE) if each.severity == "error"] == []


def test_starts_and_ends() -> None:
    nodes = [{"kind": "end", "name": "end"}]
    bare = Flow.model_validate({"name": "x", "label": {"en": "x", "zh-CN": "x"}, "nodes": nodes})
    assert found(bare) == {"flow-without-start": "/nodes"}
    assert found(flow_of([work("a")], "start > a; a > a")) == {
        "flow-without-end": "/nodes", "unreachable-node": "/nodes/1",
    }  # fmt: skip
    assert found(flow_of([work("a")], "start > end")) == {"unreachable-node": "/nodes/2", "dead-end": "/nodes/2"}


def test_edges() -> None:
    assert found(flow_of([], "start > end; start > gone")) == {"edge-to-nowhere": "/edges/1/target"}
    assert found(flow_of([work("a")], "start > a > end; a > start; end > a"))["edge-not-allowed"] == "/edges/3/source"
    gateway = node("exclusive_gateway", "g")
    assert found(flow_of([gateway], "start > g; g > end if amount > 1"), SCOPE) == {"no-default-edge": "/nodes/2"}
    twice = flow_of([gateway, work("a")], "start > g; g > end else; g > a else; a > end")
    assert found(twice) == {"several-default-edges": "/nodes/2"}
    both = node("parallel_gateway", "g")
    assert found(flow_of([both], "start > g; g > end if true")) == {"condition-without-effect": "/edges/1"}
    race = node("event_gateway", "g")
    assert found(flow_of([race, work("a")], "start > g > a > end")) == {"not-an-event": "/edges/1/target"}


def test_boundaries() -> None:
    late = node("boundary_timer", "late", attached_to="set", moment={"after": '"P1D"'})
    flow = flow_of([late, node("assignment", "set", values={"x": "1"})], "start > set > end; late > end", {"x": "Any"})
    assert found(flow) == {"boundary-without-activity": "/nodes/2/attached_to"}


def test_people() -> None:
    role = [{"kind": "role", "role": "pilot"}]
    for do, code in (
        ("admin", set()),
        ("skip", {"possible-empty-approver"}),
        ("incident", {"possible-empty-approver"}),
    ):
        flow = flow_of([approval("a", assignees=role, when_empty={"do": do})], "start > a > end")
        assert set(found(flow)) == code
    flow = flow_of([approval("a", assignees=[{"kind": "earlier_approver", "node": "b"}])], "start > a > end")
    assert found(flow) == {"unknown-node": "/nodes/2/assignees/0/node"}


def test_policies_name_verbs_and_people_that_there_are() -> None:
    moment = {"after": '"P1D"'}
    step = approval(
        "a", "bob",
        buttons={"approve": {"en": "Agree", "zh-CN": "同意"}, "agree": {"en": "Agree", "zh-CN": "同意"}},
        verbs=["transfer", "teleport"], when_empty={"do": "person"},
        limits=[{"moment": moment, "do": "remind"}, {"moment": moment, "do": "transfer"}],
    )  # fmt: skip
    assert found(flow_of([step], "start > a > end")) == {
        "unknown-flow-verb": "/nodes/2/policies/verbs/1",
        "nobody-named-for-case": "/nodes/2/policies/limits/1/to",
    }
    places = [one.path for one in check(flow_of([step], "start > a > end"))]
    assert "/nodes/2/policies/buttons/agree" in places
    assert "/nodes/2/policies/when_empty/person" in places


def test_variables_and_references() -> None:
    flow = flow_of([node("assignment", "set", values={"x": "1"})], "start > set > end")
    assert found(flow) == {"undeclared-variable": "/nodes/2/values/x"}
    step = {**approval("one", "bob"), "takes": ["x", "who", "y"]}
    flow = flow_of([step], "start > one > end", {"x": "number", "who": "list<string>"})
    assert found(flow) == {
        "variable-not-entered": "/nodes/2/takes/1", "undeclared-variable": "/nodes/2/takes/2",
    }  # fmt: skip
    none = frozenset[str]()
    places = [each.path for each in check(EVERY_KIND, SCOPE, Known(none, none, none, none, none))
              if each.code == "unknown-flow-reference"]  # fmt: skip
    assert [path.split("/", 3)[3] for path in places] == [
        "assignees/1/role", "assignees/9/role", "policies/limits/0/moment/calendar", "effect/kind", "moment/calendar",
        "flow",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("amount > ", "unexpected-end"),
        ("amout > 5", "misspelt-name"),
        ('amount > "5"', "impossible-comparison"),
        ("amount + 1", "formula-of-wrong-type"),
        ("outcome = initiator", None),
    ],
)
def test_expressions(condition: str, code: str | None) -> None:
    flow = flow_of([node("exclusive_gateway", "g")], f"start > g; g > end if {condition}; g > end else")
    assert found(flow, SCOPE) == ({code: "/edges/1/condition"} if code else {})


def test_expressions_inside_nodes_and_tables() -> None:
    timer = node("timer", "wait", moment={"until": "dew"})
    assert found(flow_of([timer], "start > wait > end"), SCOPE) == {"misspelt-name": "/nodes/2/moment/until"}
    table = {
        "inputs": [{"expression": {"text": "amont"}}],
        "outputs": [{"name": "level"}],
        "rules": [{"inputs": [{"text": "-"}], "outputs": [{"text": "1"}]}],
    }
    flow = flow_of([node("rule_task", "rate", table=table, result="x")], "start > rate > end", {"x": "Any"})
    assert next(iter(found(flow, SCOPE).values())).startswith("/nodes/2/table/inputs/0")
    wrong = Flow.model_validate(
        {**flow_of([], "start > end").model_dump(by_alias=True),
         "variables": [{"name": "x", "type": "number", "initial": '"a"'}]}
    )  # fmt: skip
    assert found(wrong, SCOPE) == {"formula-of-wrong-type": "/variables/0/initial"}


def test_a_join_of_exclusive_ways() -> None:
    join, gateway, split = node("parallel_gateway", "j"), node("exclusive_gateway", "g"), node("parallel_gateway", "s")
    ways = "start > g; g > a if amount > 1; g > b else; a > j; b > j; j > end"
    assert found(flow_of([gateway, work("a"), work("b"), join], ways), SCOPE) == {"unbalanced-join": "/nodes/5"}
    straight = "start > g; g > j if amount > 1; g > b else; b > j; j > end"
    assert found(flow_of([gateway, work("b"), join], straight), SCOPE) == {"unbalanced-join": "/nodes/4"}
    right = "start > s > a > j > end; s > g; g > b if amount > 1; g > c else; b > m; c > m; m > j"
    nodes = [split, join, gateway, work("a"), work("b"), work("c"), node("exclusive_gateway", "m")]
    assert found(flow_of(nodes, right), SCOPE) == {}


def test_loops() -> None:
    step, gateway = node("assignment", "a", values={"n": "1"}), node("exclusive_gateway", "g")
    out = "start > a > g; g > end if amount > 1; g > a else"
    assert found(flow_of([step, gateway], out, {"n": "Any"}), SCOPE) == {"loop-without-wait": "/nodes/2"}
    endless = flow_of([step, gateway], "start > a > g > a", {"n": "Any"})
    assert found(endless, SCOPE)["endless-loop"] == "/nodes/2"
    waits = flow_of([work("a"), gateway], out)
    assert found(waits, SCOPE) == {}


def test_every_code_speaks_both_languages_and_says_what_to_do() -> None:
    flows = [flow_of([work("a")], "start > a; a > a"), flow_of([], "start > gone; start > end")]
    for each in [each for flow in flows for each in check(flow)]:
        assert each.hint is not None
        assert each.text("en") != each.text("zh-CN")


def test_a_copy_of_a_flow_is_planned_anew() -> None:
    flow = flow_of([work("a")], "start > a > end")
    assert "a" in flow.plan.nodes
    copied = flow.model_copy(update={"nodes": flow.nodes[:2]})
    assert "a" not in copied.plan.nodes
    assert "a" in flow.plan.nodes
    assert copied != flow
    assert flow.model_copy() == flow


def test_what_people_enter_has_a_type_that_they_can_enter() -> None:
    start = {"kind": "button_start", "name": "start", "takes": ["n", "list", "gone"]}
    made = flow_of([work("a")], "start > a > end", {"n": "number", "list": "list<string>"})
    flow = Flow.model_validate({**made.model_dump(mode="json"), "nodes": [start, *made.model_dump()["nodes"][1:]]})
    assert found(flow) == {"variable-not-entered": "/nodes/0/takes/1", "undeclared-variable": "/nodes/0/takes/2"}


def agree(name: str, *persons: str) -> dict[str, Any]:
    """Return an approval whose rejection follows the edges."""
    return approval(name, *persons, on_reject="edges")


def later(text: str) -> list[dict[str, Any]]:
    return [{"moment": {"after": text}, "do": "remind"}]


CHOICE = node("exclusive_gateway", "g")
SPLIT = node("parallel_gateway", "s")
SHARED = "; ".join(
    ["start > s > a; s > b; x > y; j > end", *(f'{one} > j if outcome = "approved"; {one} > x else' for one in "ab")]
)
"""Two approvals side by side, whose rejections both lead to what ends everything."""
BEFORE = [{"kind": "earlier_approver", "node": "b"}]


@pytest.mark.parametrize(
    ("nodes", "ways", "code", "path"),
    [
        ([agree("a", "bob"), work("b")], 'start > a; a > b if outcome = "approve"; a > end else; b > end',
         "outcome-that-never-comes", "/edges/1/condition"),
        ([agree("a", "bob"), work("b")], "start > a > b > end", "rejection-goes-on-like-approval",
         "/nodes/2/policies/on_reject"),
        ([approval("a", "bob"), CHOICE, work("b")],
         'start > a > g; g > b if outcome = "rejected"; g > end else; b > end',
         "way-of-rejection-never-taken", "/edges/2/condition"),
        ([SPLIT, work("a"), work("b"), CHOICE, work("c")], "start > s > a > g > c > end; s > b > g",
         "worked-once-for-each-way", "/nodes/5"),
        ([node("timer", "t", moment={"after": '"2 days"'})], "start > t > end", "text-is-no-duration",
         "/nodes/2/moment/after"),
        ([approval("a", "bob", limits=later('"1d"'))], "start > a > end", "text-is-no-duration",
         "/nodes/2/policies/limits/0/moment/after"),
        ([node("timer", "t", moment={"until": '"2027-01-01"'})], "start > t > end", "text-is-no-date",
         "/nodes/2/moment/until"),
        ([approval("a", assignees=BEFORE), approval("b", "bob")], "start > a > b > end", "earlier-step-comes-later",
         "/nodes/2/assignees/0/node"),
        ([CHOICE, work("b")], "start > g; g > b if amuont > 5; g > end else; b > end", "misspelt-name",
         "/edges/1/condition"),
        ([CHOICE, work("b")], 'start > g; g > b if amount > "5"; g > end else; b > end', "impossible-comparison",
         "/edges/1/condition"),
    ],
)  # fmt: skip
def test_what_beginners_do_wrong_is_told_with_place_and_remedy(
    nodes: list[dict[str, Any]], ways: str, code: str, path: str
) -> None:
    (one,) = check(flow_of(nodes, ways), SCOPE)
    assert (one.code, one.path) == (code, path)
    assert one.hint is not None
    assert all(text and "{" not in text for text in (one.message.zh_cn, one.hint.en, one.hint.zh_cn))


@pytest.mark.parametrize(
    ("nodes", "ways"),
    [
        ([agree("a", "bob"), work("b"), CHOICE],
         'start > a > g; g > end if outcome = "approved"; g > b else; b > a'),
        ([SPLIT, agree("a", "bob"), agree("b", "cid"), node("parallel_gateway", "j"),
          node("cc", "x", assignees=people("eva")), node("terminate_end", "y")],
         SHARED),
        ([SPLIT, work("a"), work("b")], "start > s > a > end; s > b > end"),
        ([agree("a", "bob"), node("assignment", "note", values={"last": "outcome"}), CHOICE, work("b")],
         'start > a > note > g; g > b if last = "rejected"; g > end else; b > end'),
    ],
)  # fmt: skip
def test_what_is_meant_so_is_not_told(nodes: list[dict[str, Any]], ways: str) -> None:
    assert check(flow_of(nodes, ways, {"last": "string"}), SCOPE) == ()


def test_nothing_is_told_of_the_flows_of_the_apps() -> None:
    files = sorted((Path(__file__).parents[2] / "apps_catalog").glob("*/flows/*.json"))
    assert files
    for file in files:
        content = {name: value for name, value in json.loads(file.read_text("utf-8")).items() if name != "$schema"}
        assert list(check_meaning(Flow.model_validate(content))) == []
