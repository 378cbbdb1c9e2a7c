"""Shows laws that hold whatever people do, in whatever order: nothing is lost, done twice, or left to nobody.

Small flows are drawn at random, and people use verbs on them at random, wrong ones among them, while timers fire and
effects are answered. After every step the laws have to hold; in the end everybody agrees, and the flow has to end.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine_flow.context import Context
from engine_flow.flow import Flow
from engine_flow.instance import Instance
from engine_flow.migrate import migrate
from engine_flow.simulate import Habits, simulate
from engine_flow.step import Step
from engine_flow.substitution import Substitution
from tests.engine_flow.drive import COMPANY, Drive, approval, flow_of, people
from tests.engine_flow.test_laws import Block, Drawing

EVERYBODY = ("ann", "bob", "cid", "dan", "eva", "fay", "gil", "old", "root")
WORK = {"approval", "work"}
UNFINISHED = {"planned", "open", "held"}
STAFF = COMPANY.model_copy(
    update={
        "substitutions": (Substitution(person="fay", substitute="ann"), Substitution(person="cid", substitute="gil"))
    }
)
MODES: list[Any] = [
    "all", "any", "in_order", {"kind": "any", "rejects": "everybody"}, {"kind": "vote", "ratio": "0.6"},
    {"kind": "vote", "ratio": "0.5", "early": False},
]  # fmt: skip
WHO: list[Any] = [
    people("bob", "cid"), people("dan"), people("eva", "fay", "gil"), people("ann", "bob"), people("old"),
    [{"kind": "pool", "persons": ["ann", "cid", "eva"]}], [{"kind": "manager_chain", "levels": 2}],
    [{"kind": "role", "role": "lawyer", "weight": "2"}, {"kind": "initiator"}], [{"kind": "chosen"}],
]  # fmt: skip
LIMITS: list[Any] = [
    [], [], [{"moment": {"after": '"P1D"'}, "do": "approve"}], [{"moment": {"after": '"P1D"'}, "do": "reject"}],
    [{"moment": {"after": '"P1D"'}, "do": "remind", "every": {"after": '"P1D"'}, "most": 3},
     {"moment": {"after": '"P2D"'}, "do": "escalate"}],
    [{"moment": {"after": '"P1D"'}, "do": "transfer", "to": people("ann", "gil")}],
]  # fmt: skip
POLICIES: dict[str, list[Any]] = {
    "when_empty": [{"do": "admin"}, {"do": "skip"}, {"do": "incident"}, {"do": "person", "person": "old"}],
    "same_person": ["ask", "adjacent", "anywhere"],
    "initiator": ["ask", "approve", "manager", "admin"],
    "on_reject": ["end", "initiator", "previous", "edges"],
}


class Sketch(Drawing):
    """Draws blocks whose leaves are as different as numbers say."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__()
        self._numbers = iter(numbers * 40)

    def pick(self, some: list[Any]) -> Any:
        return some[next(self._numbers) % len(some)]

    def block(self, block: Block) -> tuple[str, str]:
        """Draw a block, now and then with a boundary that leads away from it or begins a way beside it."""
        kind, inner = block
        bounded = not inner and kind in {"vote", "order", "work", "effect"} and self.pick([0, 0, 1, 2])
        first, last = super().block(block)
        if not bounded or self.nodes[-1]["kind"] == "cc":
            return first, last
        other = "boundary_error" if kind == "effect" else "boundary_timer"
        beside = bounded == 2 and kind != "effect"
        timed = {"moment": {"after": '"PT5H"'}, "interrupting": not beside} if kind != "effect" else {}
        boundary = self.add(other, attached_to=first, **timed)
        if beside:
            self.ways.append(f"{boundary} > {self.add('user_task', assignees=people('dan'))} > end")
            return first, last
        merge = self.add("exclusive_gateway")
        self.ways += [f"{first} > {merge}", f"{boundary} > {merge}"]
        return first, merge

    def _leaf(self, kind: str) -> str:
        name = f"n{len(self.nodes)}"
        if kind in {"vote", "order"}:
            policies = {key: self.pick(values) for key, values in POLICIES.items()}
            made = approval(name, mode=self.pick(MODES), assignees=self.pick(WHO), limits=self.pick(LIMITS), **policies)
            self.nodes.append(made)
        elif kind == "work":
            self.add("user_task", assignees=self.pick(WHO), mode={"kind": self.pick(["any", "all"])})
        elif kind == "effect":
            other: list[tuple[str, dict[str, Any]]] = [
                ("service_task", {"effect": {"kind": "mail"}}),
                ("call_activity", {"flow": "other", "repeat": {"rows": "[1, 2, 3]", "until": "completed >= 2"}}),
                ("message_wait", {"message": "go"}),
                ("cc", {"assignees": people("gil", "fay")}),
            ]
            made_kind, more = self.pick(other)
            self.add(made_kind, **more)
        else:
            return super()._leaf(kind)
        return name


def leaves() -> st.SearchStrategy[Block]:
    """Return blocks in which people are asked more than anything else."""
    leaf = st.sampled_from([(kind, ()) for kind in ("vote", "vote", "order", "work", "effect", "timer", "step")])
    return st.recursive(
        leaf,
        lambda inner: st.tuples(
            st.sampled_from(["sequence", "sequence", "exclusive", "parallel", "inclusive", "loop"]),
            st.lists(inner, min_size=1, max_size=3).map(tuple),
        ),
        max_leaves=5,
    )


def sketched(block: Block, numbers: list[int], **more: Any) -> Flow:
    """Return the flow of a block between two approvals, so that there is something to go back to."""
    sketch = Sketch(numbers)
    first, last = sketch.block(("sequence", (("vote", ()), block, ("vote", ()))))
    ways = "; ".join([f"start > {first}", *sketch.ways, f"{last} > end"])
    return flow_of(sketch.nodes, ways, sketch.variables(), policies={"withdrawal": "always"}, **more)


class Play:
    """A flow with which people do what they like."""

    def __init__(self, flow: Flow, amount: int) -> None:
        self.drive = Drive(flow, {"amount": amount}, STAFF).start()
        boundaries = {each.name for each in flow.nodes if not getattr(each, "interrupting", True)}
        self.beside = {edge.target for edge in flow.edges if edge.source in boundaries}
        self.check(self.drive.beginning, self.drive.steps[-1])

    @property
    def instance(self) -> Instance:
        return self.drive.instance

    def do(self, kind: str, **fields: Any) -> Step:
        before = self.instance
        step = self.drive.event(kind, **fields)
        self.check(before, step, kind, fields)
        return step

    def check(self, before: Instance, step: Step, kind: str = "start", fields: dict[str, Any] | None = None) -> None:
        """Check the laws after a step."""
        after = step.instance
        keys = [effect.key for each in self.drive.steps for effect in each.effects]
        assert len(keys) == len(set(keys))
        unfinished = [task for task in after.tasks.values() if task.state in UNFINISHED and task.kind != "copy"]
        if after.over:
            assert not unfinished
            assert not after.timers
            assert not after.waits
            assert not after.calls
        for token in after.tokens.values():
            if token.waits == "task":
                asked = [task for task in unfinished if task.visit == token.visit and task.kind in WORK]
                assert any(task.state == "open" for task in asked), f"nobody is asked at {token.node}"
        for task in unfinished:
            asked_people = [task.person] if task.person is not None else task.candidates
            assert any(STAFF.active(person) for person in asked_people if person), f"{task} is nobody's"
            assert task.kind == "question" or after.tokens[task.token].visit == task.visit
        for task in after.tasks.values():
            assert (task.state == "done") == (task.outcome is not None)
            assert (task.closed is not None) == (task.state in {"done", "cancelled"})
            was = before.tasks.get(task.id)
            if was is not None and was.state == "done" and was.outcome != "returned" and task != was:
                back = kind == "take_back" and (fields or {})["task"] == task.id
                assert back or (task.outcome == was.outcome and task.by == was.by), f"{was} has become {task}"
        joins = {each.name for each in self.drive.flow.nodes if each.role == "gateway"}
        staying = [each for each in after.tokens.values() if not each.back and each.node not in self.beside]
        places = Counter((one.node, one.edge if one.node in joins else None) for one in staying)
        assert not places or max(places.values()) == 1 or self.free, f"two are at {places}"

    free = False
    """Whether administrators let tokens jump, so that several may come to one place."""

    # --- what may happen ----------------------------------------------------------------------------------------------

    def act(self, number: int) -> None:
        """Let one of the things happen that could; who acts is now and then somebody else."""
        found = list(self._possible(number))
        kind, fields = found[number // 64 % len(found)]
        if number % 13 == 0:
            # The clocks of hosts differ: what happens later may have happened earlier.
            self.drive.at -= timedelta(seconds=5)
        if number % 29 == 0 and "actor" in fields:
            fields = {**fields, "actor": EVERYBODY[number // 7 % len(EVERYBODY)]}
        self.do(kind, **fields)

    def _possible(self, number: int) -> Iterator[tuple[str, dict[str, Any]]]:
        """Iterate over what could happen now."""
        instance = self.instance
        other = EVERYBODY[number // 3 % len(EVERYBODY)]
        for task in instance.tasks.values():
            if task.state in {"open", "held"} or number % 11 == 0:
                actor = task.person or (task.candidates[number % len(task.candidates)] if task.candidates else "ann")
                yield from self._verbs({"actor": actor, "task": task.id}, other, task.kind, task.person is None)
            if task.state in UNFINISHED and task.kind != "copy":
                yield "reassign", {"actor": "root", "task": task.id, "to": other}
                if task.relation in {"before", "after", "beside"}:
                    yield "remove_signer", {"actor": "root", "task": task.id}
            if task.state == "done" and task.by is not None:
                yield "take_back", {"actor": task.by, "task": task.id}
        yield from self.happenings()
        yield "urge", {"actor": "ann"}
        yield "hand_over", {"actor": "root", "person": other, "to": "gil"}
        if instance.status == "suspended":
            yield from [("resume", {"actor": "root"})] * 30
        elif number % 4 == 0:
            yield "suspend", {"actor": "root"}
        for incident in instance.incidents:
            yield ("skip" if number % 2 else "retry"), {"actor": "root", "incident": incident}
        if number % 50 == 0:
            yield "withdraw", {"actor": "ann"}
        if self.free:
            nodes = [each.name for each in self.drive.flow.nodes if each.role in {"activity", "gateway"}]
            for token in instance.tokens:
                yield "jump", {"actor": "root", "token": token, "to": nodes[number // 5 % len(nodes)]}

    def _verbs(self, mine: dict[str, Any], other: str, kind: str, pool: bool) -> Iterator[tuple[str, dict[str, Any]]]:
        """Iterate over what somebody could do with a task."""
        if kind in {"copy", "question"}:
            yield ("read", mine) if kind == "copy" else ("answer", {**mine, "opinion": "-"})
            return
        yield from [("approve", mine)] * 3
        for verb in ("reject", "abstain", "submit", "resolve", "reclaim", "read", *["claim"] * pool, "unclaim"):
            yield verb, mine
        for where in ("before", "after", "beside"):
            yield "add_signer", {**mine, "where": where, "people": [other]}
        yield "transfer", {**mine, "to": other}
        yield "delegate", {**mine, "to": other}
        yield "ask", {**mine, "people": [other], "opinion": "?"}
        yield "copy", {**mine, "people": [other]}
        for then in ("again", "straight"):
            yield "send_back", {**mine, "then": then}
            yield "send_back", {**mine, "then": then, "to_initiator": True}

    def happenings(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Iterate over what could happen without people."""
        for timer in self.instance.timers:
            yield "timer_due", {"timer": timer}
        for wait in self.instance.waits.values():
            yield "message", {"message": wait.message}
        for token in self.instance.tokens.values():
            for key in self.drive.effects("mail"):
                if token.waits == "effect" and key.startswith(f"i:{token.id}:{token.visit}:"):
                    yield "effect_done", {"key": key}
                    yield "effect_failed", {"key": key, "cause": "-"}
            call = self.instance.calls.get(token.id)
            for position in call.active if call is not None else ():
                for status in ("completed", "rejected", "terminated"):
                    about = {"token": token.id, "visit": token.visit, "position": position}
                    yield "child_ended", {**about, "status": status}

    # --- the end ------------------------------------------------------------------------------------------------------

    def agree(self) -> None:
        """Let everybody do their part until the flow has ended."""
        for _ in range(400):
            if self.instance.over:
                return
            if self.instance.status == "suspended":
                self.do("resume", actor="root")
            for incident in list(self.instance.incidents)[:1]:
                self.do("skip", actor="root", incident=incident)
            asked = [each for each in self.instance.open_tasks() if each.kind in WORK]
            if asked:
                self._agree(asked[0].id)
                continue
            for kind, fields in list(self.happenings())[:1]:
                self.do(kind, **fields)
        raise AssertionError(self.drive.asked(), self.drive.places())

    def _agree(self, key: str) -> None:
        """Let the person of a task do what leads on."""
        task = self.instance.tasks[key]
        if task.person is None:
            self.do("claim", actor=task.candidates[0], task=key)
        word = "resolve" if task.relation == "delegate" else "approve" if task.kind == "approval" else "submit"
        step = self.do(word, actor=self.instance.tasks[key].person, task=key)
        assert step.refused is None, step.refused.text()


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    leaves(),
    st.lists(st.integers(0, 1_000), min_size=3, max_size=12),
    st.integers(0, 4),
    st.lists(st.integers(0, 1_000_000), min_size=5, max_size=40),
)
def test_whatever_people_do_laws_hold_and_the_flow_can_end(
    block: Block, numbers: list[int], amount: int, acts: list[int]
) -> None:
    flow = sketched(block, numbers)
    play = Play(flow, amount)
    play.free = acts[1] % 5 == 0
    for number in acts:
        if play.instance.over:
            break
        play.act(number)
    assert play.drive.replayed() == play.instance
    if acts[0] % 2:
        moved = migrate(play.instance, flow, sketched(block, numbers, version=2), play.drive.at)
        assert play.instance.over or moved.report == ()
        play.drive.flow, play.drive.instance = sketched(block, numbers, version=2), moved.instance or play.instance
    play.agree()


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(leaves(), st.lists(st.integers(0, 1_000), min_size=3, max_size=12), st.integers(0, 1_000))
def test_the_same_seed_shows_the_same_of_any_flow(block: Block, numbers: list[int], seed: int) -> None:
    habits = Habits(instances=3, rejects=0.2, returns=0.2, fails=0.2, most_events=60)
    context = Context(STAFF, {"amount": seed % 5})
    one, other = (simulate(sketched(block, numbers), context, ["ann", "bob"], seed, habits) for _ in range(2))
    assert one == other
    assert len(one.trace) > 2
