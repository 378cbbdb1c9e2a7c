"""Flows in short form, a company, and a driver that steps an instance and checks the laws that always hold."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from engine_flow.context import Context
from engine_flow.flow import Flow
from engine_flow.happening import read_event
from engine_flow.instance import Instance, Task, read_instance, write_instance
from engine_flow.interpreter import advance, fresh, replay
from engine_flow.staff import Department, Member, Staff
from engine_flow.step import Step
from engine_rules.values import Value

START = datetime(2026, 11, 23, 2, tzinfo=UTC)
COMPANY = Staff(
    people=(
        Member(id="ann", department="sales", manager="bob", rank=1, roles=("seller",)),
        Member(id="bob", department="sales", manager="cid", rank=3),
        Member(id="cid", department="board", manager="dan", rank=5),
        Member(id="dan", department="board", rank=7),
        Member(id="eva", department="legal", manager="dan", rank=3, roles=("lawyer",)),
        Member(id="fay", department="legal", manager="eva", rank=2, roles=("lawyer",)),
        Member(id="gil", department="finance", manager="dan", rank=3, roles=("cashier",)),
        Member(id="old", department="finance", roles=("cashier",), active=False),
    ),
    departments=(
        Department(id="board", head="dan"),
        Department(id="sales", parent="board", head="bob"),
        Department(id="legal", parent="board", head="eva"),
        Department(id="finance", parent="board", head="gil"),
    ),
    admins=("root",),
)


def words(text: str) -> dict[str, str]:
    return {"en": text, "zh-CN": text}


def people(*persons: str) -> list[dict[str, Any]]:
    return [{"kind": "person", "persons": [person]} for person in persons]


def approval(name: str, *persons: str, mode: str | dict[str, Any] = "all", **settings: Any) -> dict[str, Any]:
    """An approval task of named people; settings of its policies by name, `assignees` instead of people."""
    assignees = settings.pop("assignees", None) or people(*persons)
    how = {"kind": mode} if isinstance(mode, str) else mode
    return {"kind": "approval_task", "name": name, "assignees": assignees, "mode": how, "policies": settings}


def node(kind: str, name: str, **settings: Any) -> dict[str, Any]:
    return {"kind": kind, "name": name, **settings}


def flow_of(
    nodes: Sequence[Mapping[str, Any]], ways: str, variables: Mapping[str, str] | None = None, **settings: Any
) -> Flow:
    """A flow whose ways read `a > b > c; b > d if amount > 5; b > e else`."""
    edges: list[dict[str, Any]] = []
    for way in filter(None, (each.strip() for each in ways.split(";"))):
        path, _, condition = way.partition(" if ")
        default = path.endswith(" else")
        steps = [step.strip() for step in path.removesuffix(" else").split(">")]
        for source, target in pairwise(steps):
            edge = {"name": f"e{len(edges) + 1}", "source": source, "target": target, "default": default}
            edges.append({**edge, "condition": condition.strip()} if condition else edge)
    return Flow.model_validate(
        {
            "name": "test",
            "label": words("Test"),
            "nodes": [{"kind": "button_start", "name": "start"}, {"kind": "end", "name": "end"}, *nodes],
            "edges": edges,
            "variables": [{"name": name, "type": kind} for name, kind in (variables or {}).items()],
            **settings,
        }
    )


class Drive:
    """Steps one instance; after every step the laws hold."""

    def __init__(
        self, flow: Flow, record: Mapping[str, Value] | None = None, staff: Staff = COMPANY, **context: Any
    ) -> None:
        self.flow = flow
        self.at = START
        self.context = Context(staff, record or {}, **context)
        self.beginning = fresh(flow, "i", "ann")
        self.instance: Instance = self.beginning
        self.steps: list[Step] = []

    def event(self, kind: str, **fields: Any) -> Step:
        """Let an event happen, one second after the last."""
        self.at += timedelta(seconds=1)
        event = read_event({"kind": kind, "at": self.at, **fields})
        before = self.instance
        step = advance(self.flow, before, event, self.context)
        assert advance(self.flow, before, event, self.context) == step
        self.instance = step.instance
        self.steps.append(step)
        self.laws(before, step)
        return step

    def laws(self, before: Instance, step: Step) -> None:
        """Check what holds after every step."""
        after = step.instance
        if step.refused is not None:
            assert after is before
            assert step.effects == ()
            assert step.journal == ()
            return
        assert after.created - after.consumed == len(after.tokens)
        assert after.over == (not after.tokens and after.status != "new")
        assert all(token.waits for token in after.tokens.values())
        assert read_instance(write_instance(after)) == after
        assert [entry.number for entry in after.journal] == list(range(1, after.lines + 1))
        for token in after.tokens.values():
            held = [each for each in after.incidents.values() if each.token == token.id]
            assert (token.waits == "incident") == bool(held)
        live = {token.id for token in after.tokens.values()}
        watching = [each.token for each in after.timers.values()]
        watching += [each.token for each in after.waits.values()]
        watching += [each.token for each in after.incidents.values()]
        assert set(watching) <= live
        for task in after.open_tasks():
            assert task.kind in {"copy", "question"} or after.tokens[task.token].visit == task.visit

    def start(self, **fields: Any) -> "Drive":
        self.done("start", actor="ann", **fields)
        return self

    def done(self, kind: str, **fields: Any) -> Step:
        """Let an event happen that has to be accepted."""
        step = self.event(kind, **fields)
        assert step.refused is None, step.refused.text()
        return step

    def by(self, actor: str, kind: str, node: str | None = None, **fields: Any) -> Step:
        """Let a person use a verb on the task of theirs that is open, at a node when there are several."""
        return self.done(kind, actor=actor, task=self.task(actor, node).id, **fields)

    def refused(self, kind: str, **fields: Any) -> str:
        """Return the code with which an event is refused."""
        step = self.event(kind, **fields)
        assert step.refused is not None
        assert step.refused.hint is not None
        return step.refused.code

    def task(self, person: str, node: str | None = None, kind: str | None = None) -> Task:
        """Return the open task of a person, the newest of several."""
        found = [
            task
            for task in self.instance.open_tasks()
            if person in {task.person, task.principal}
            and node in {None, task.node}
            and (task.kind == kind if kind else task.kind != "copy")
        ]
        assert found, f"{person} has no task; {self.asked()}"
        return found[-1]

    def asked(self) -> list[tuple[str, str | None]]:
        """Return who is asked now, and where."""
        return [(task.node, task.person) for task in self.instance.open_tasks() if task.kind in {"approval", "work"}]

    def places(self) -> list[str]:
        """Return the nodes where tokens are."""
        return sorted(token.node for token in self.instance.tokens.values())

    def fire(self, node: str | None = None) -> Step:
        """Let the timer that is due first fire, at its time."""
        timers = [each for each in self.instance.timers.values() if node in {None, each.node}]
        timer = min(timers, key=lambda each: (each.due, each.id))
        self.at = max(self.at, timer.due)
        return self.done("timer_due", timer=timer.id)

    def told(self, reason: str) -> list[list[str]]:
        """Return whom the last step tells for a reason."""
        effects = [each for each in self.steps[-1].effects if each.kind == "notify"]
        return [each.arguments["people"] for each in effects if each.arguments["reason"] == reason]

    def effects(self, kind: str) -> list[str]:
        """Return the keys of all effects of a kind so far."""
        return [each.key for step in self.steps for each in step.effects if each.kind == kind]

    @property
    def status(self) -> str:
        return self.instance.status

    def replayed(self) -> Instance:
        """Return what the journal alone leads to."""
        return replay(self.flow, self.beginning, self.instance.journal, self.context)
