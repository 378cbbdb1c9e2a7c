"""Shows laws that hold for every flow and every order of events: tokens are conserved, and everything comes to rest."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine_flow.checks import check
from engine_rules import types as t
from engine_rules.scope import Scope
from tests.engine_flow.drive import Drive, approval, flow_of, node, people

AMOUNT = Scope({"amount": t.NUMBER})
Block = tuple[str, tuple[Any, ...]]


def blocks() -> st.SearchStrategy[Block]:
    """Return blocks: work, approvals, steps, and splits of blocks that join again, nested."""
    leaf = st.sampled_from([("work", ()), ("vote", ()), ("order", ()), ("step", ()), ("effect", ()), ("timer", ())])
    return st.recursive(
        leaf,
        lambda inner: st.tuples(
            st.sampled_from(["sequence", "exclusive", "parallel", "inclusive", "loop"]),
            st.lists(inner, min_size=1, max_size=3).map(tuple),
        ),
        max_leaves=6,
    )


@dataclass
class Drawing:
    """Draws blocks as nodes and ways."""

    nodes: list[dict[str, Any]] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)

    def add(self, kind: str, **settings: Any) -> str:
        name = f"n{len(self.nodes)}"
        self.nodes.append(node(kind, name, **settings))
        return name

    def variables(self) -> dict[str, str]:
        """Return the variables that the nodes set."""
        return {name: "number" for each in self.nodes for name in each.get("values", {})}

    def block(self, block: Block) -> tuple[str, str]:
        """Draw a block and return its first and last node."""
        kind, inner = block
        if not inner:
            name = self._leaf(kind)
            return name, name
        if kind == "sequence":
            parts = [self.block(each) for each in inner]
            self.ways += [f"{one[1]} > {two[0]}" for one, two in pairwise(parts)]
            return parts[0][0], parts[-1][1]
        if kind == "loop":
            entry, (first, last), leave = (
                self.add("exclusive_gateway"), self.block(inner[0]), self.add("exclusive_gateway"),
            )  # fmt: skip
            turns = f"turns_{entry}"
            count = self.add("assignment", values={turns: f"if {turns} = null then 1 else {turns} + 1"})
            self.ways += [f"{entry} > {first}", f"{last} > {count} > {leave}", f"{leave} > {entry} if {turns} < 3"]
            after = self.add("assignment", values={turns: "0"})
            self.ways.append(f"{leave} > {after} else")
            return entry, after
        split, join = self.add(f"{kind}_gateway"), self.add(f"{kind}_gateway")
        for position, each in enumerate(inner):
            first, last = self.block(each)
            way = "" if kind == "parallel" else " else" if position == 0 else f" if amount > {position}"
            self.ways += [f"{split} > {first}{way}", f"{last} > {join}"]
        return split, join

    def _leaf(self, kind: str) -> str:
        if kind == "work":
            return self.add("user_task", assignees=people("bob", "cid"))
        if kind in {"vote", "order"}:
            mode = {"kind": "vote", "ratio": "0.5"} if kind == "vote" else "in_order"
            self.nodes.append(approval(f"n{len(self.nodes)}", "dan", "eva", "fay", mode=mode, on_reject="initiator"))
            return str(self.nodes[-1]["name"])
        if kind == "effect":
            return self.add("service_task", effect={"kind": "mail"})
        if kind == "timer":
            return self.add("timer", moment={"after": '"PT1H"'})
        return self.add("assignment", values={"x": "amount"})


def act(drive: Drive, draw: st.DataObject) -> None:
    """Let one of the things happen that could."""
    instance = drive.instance
    possible: list[tuple[str, dict[str, Any]]] = [("timer_due", {"timer": each}) for each in instance.timers]
    for token in instance.tokens.values():
        if token.waits == "effect":
            keys = [key for key in drive.effects("mail") if key.startswith(f"i:{token.id}:{token.visit}:")]
            possible += [("effect_done", {"key": key}) for key in keys]
    for task in instance.open_tasks():
        mine = {"actor": task.person, "task": task.id}
        if task.relation == "delegate":
            possible.append(("resolve", mine))
        elif task.kind == "work":
            possible.append(("submit", mine))
        else:
            possible += [("approve", mine)] * 4 + [("send_back", mine), ("send_back", {**mine, "then": "straight"})]
            possible += [("delegate", {**mine, "to": "gil"}), ("reject", mine)]
            possible += [("add_signer", {**mine, "where": where, "people": ["gil"]}) for where in ("before", "after")]
    for task in instance.tasks.values():
        if task.state == "done" and task.by is not None:
            possible.append(("take_back", {"actor": task.by, "task": task.id}))
    kind, fields = possible[draw.draw(st.integers(0, len(possible) - 1))]
    drive.event(kind, **fields)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(blocks(), st.integers(0, 4), st.data())
def test_every_sound_flow_comes_to_rest_and_can_be_replayed(block: Block, amount: int, data: st.DataObject) -> None:
    drawing = Drawing()
    first, last = drawing.block(block)
    flow = flow_of(drawing.nodes, "; ".join([f"start > {first}", *drawing.ways, f"{last} > end"]),
                   drawing.variables())  # fmt: skip
    assert [each for each in check(flow, AMOUNT) if each.severity == "error"] == []
    drive = Drive(flow, {"amount": amount}).start()
    for _ in range(25):
        if drive.instance.over:
            break
        act(drive, data)
        assert drive.instance.incidents == {}
    assert drive.replayed() == drive.instance


@settings(max_examples=40)
@given(blocks(), st.integers(0, 4))
def test_every_sound_flow_ends_when_everybody_agrees(block: Block, amount: int) -> None:
    drawing = Drawing()
    first, last = drawing.block(block)
    flow = flow_of(drawing.nodes, "; ".join([f"start > {first}", *drawing.ways, f"{last} > end"]),
                   drawing.variables())  # fmt: skip
    drive = Drive(flow, {"amount": amount}).start()
    answered: set[str] = set()
    for _ in range(300):
        if drive.instance.over:
            break
        for task in drive.instance.open_tasks()[:1]:
            drive.done("approve" if task.kind == "approval" else "submit", actor=task.person, task=task.id)
        for key in [each for each in drive.effects("mail") if each not in answered]:
            answered.add(key)
            drive.event("effect_done", key=key)
        for timer in list(drive.instance.timers)[:1]:
            drive.event("timer_due", timer=timer)
    assert drive.status == "completed"
    assert drive.instance.consumed == drive.instance.created
