"""`simulate`: many instances of a flow on a virtual clock, with people and data that are made up by seed.

The same seed gives the same trace. It shows which ways are taken, how long they take, who is loaded how much, and what
goes wrong.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from engine_flow.assignee_kinds.chosen import ChosenAssignee
from engine_flow.context import Context
from engine_flow.entries import takes_of
from engine_flow.event import Event
from engine_flow.flow import Flow
from engine_flow.happening import read_event
from engine_flow.instance import Instance, Task
from engine_flow.interpreter import advance, fresh
from engine_flow.node_kinds.boundary_error import BoundaryError
from engine_flow.step import EffectRequest, Step
from engine_rules.values import Value
from lowcode.kernel.names import Label

BEGINNING: Final = datetime(2026, 1, 5, 1, tzinfo=UTC)
"""When a simulation begins unless it is told otherwise: a Monday morning in Shanghai."""


@dataclass(frozen=True, slots=True)
class Past:
    """What people did at a node in instances that have really run."""

    spans: tuple[timedelta, ...]
    """How long each of its tasks was open."""
    outcomes: tuple[str, ...]
    """How each of them ended: `approved`, `rejected`, `returned`, or an outcome of the node."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How the people and the world behave in a simulation."""

    instances: int = 100
    """How many instances are started."""
    every: timedelta = timedelta(minutes=30)
    """The mean time between two starts."""
    work: timedelta = timedelta(hours=4)
    """The mean time that a person takes for a task."""
    effect: timedelta = timedelta(seconds=5)
    """The mean time that an effect, a message or a called flow takes."""
    rejects: float = 0.1
    """How often people reject."""
    returns: float = 0.05
    """How often people send back."""
    fails: float = 0.0
    """How often an effect fails for good."""
    past: Mapping[str, Past] = field(default_factory=dict)
    """What people did at nodes before: from it times and decisions are drawn there, instead of the means above."""
    most_events: int = 200
    """How many events one instance may have; then it is left where it is."""


@dataclass(slots=True)
class Report:
    """What a simulation has shown."""

    statuses: Counter[str] = field(default_factory=Counter)
    """How many instances ended how; `running` for those that were left."""
    nodes: Counter[str] = field(default_factory=Counter)
    """How often each node was entered."""
    edges: Counter[str] = field(default_factory=Counter)
    """How often each edge was taken."""
    load: Counter[str] = field(default_factory=Counter)
    """How many tasks each person has worked."""
    incidents: Counter[str] = field(default_factory=Counter)
    """How often each code of an incident has come up."""
    durations: list[timedelta] = field(default_factory=list)
    """How long each instance took that has ended."""
    waits: dict[str, list[timedelta]] = field(default_factory=dict)
    """How long the tasks of each node were open."""
    refused: Counter[str] = field(default_factory=Counter)
    """How often a verb was refused, by code."""
    messages: dict[str, Label] = field(default_factory=dict)
    """What the codes of incidents and refusals say, as they said it first."""
    trace: list[str] = field(default_factory=list)
    """One line for each event: when, which instance, what, and where the instance stood then."""

    def never_entered(self, flow: Flow) -> list[str]:
        """Return the nodes that no instance has come to."""
        return [node.name for node in flow.nodes if not self.nodes[node.name]]

    def quantile(self, share: float) -> timedelta | None:
        """Return the time within which a share of the instances ended, None when none did."""
        ordered = sorted(self.durations)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


Draw = Callable[[Random], Mapping[str, Value]]
"""Makes up the values of a record."""
Hook = Callable[[Instance], Instance]
"""What is done to an instance after each step, such as writing and reading it."""


def simulate(
    flow: Flow,
    context: Context,
    initiators: Sequence[str],
    seed: int,
    habits: Habits | None = None,
    draw: Draw | None = None,
    *,
    after_step: Hook | None = None,
) -> Report:
    """Return what instances of a flow show whose initiators, records and answers are drawn by `seed`.

    `draw` makes up each instance's record, `context` gives everything else that an instance may look at.
    """
    world = _World(flow, context, seed, habits or Habits(), after_step)
    world.populate(initiators, draw)
    while world.queue:
        world.next()
    return world.conclude()


@dataclass(slots=True)
class _Running:
    """An instance of a simulation."""

    instance: Instance
    context: Context
    random: Random
    events: int = 0
    asked: set[str] = field(default_factory=set)


class _World:
    """A simulation under way."""

    def __init__(self, flow: Flow, context: Context, seed: int, habits: Habits, after_step: Hook | None) -> None:
        """Take what is simulated."""
        self.flow = flow
        self.context = context
        self.random = Random(seed)  # noqa: S311 - the same seed has to give the same run
        self.habits = habits
        self.after_step = after_step
        self.running: list[_Running] = []
        self.queue: list[tuple[datetime, int, int, str, dict[str, Any]]] = []
        self.report = Report()
        self._count = 0
        self._chosen = [
            node.name
            for node in flow.nodes
            if any(isinstance(one, ChosenAssignee) for one in getattr(node, "assignees", ()))
        ]

    def populate(self, initiators: Sequence[str], draw: Draw | None) -> None:
        """Plan the starts of all instances."""
        at = BEGINNING
        starts = [node.name for node in self.flow.plan.starts]
        for number in range(self.habits.instances):
            random = Random(self.random.getrandbits(64))  # noqa: S311 - as above
            initiator = random.choice(list(initiators))
            record = draw(random) if draw is not None else self.context.record
            context = Context(
                self.context.organisation, record, self.context.scope, self.context.decide, self.context.calendars,
                self.context.zone,
            )  # fmt: skip
            instance = fresh(self.flow, f"s{number}", initiator)
            self.running.append(_Running(instance, context, random))
            start = random.choice(starts)
            given = {name: self._given(random, name) for name in takes_of(self.flow.plan.nodes[start])}
            chosen = {name: (random.choice(list(initiators)),) for name in self._chosen}
            more = {"variables": given, "next": chosen}
            self.plan(number, at, "start", {"actor": initiator, "node": start, **more})
            at += self._time(random, self.habits.every)

    def _given(self, random: Random, variable: str) -> dict[str, Any]:
        """Return what somebody enters for a variable, as typed JSON."""
        kind = str(self.flow.types[variable])
        invented: dict[str, Any] = {
            "number": random.choice((1, 3, 10, 100, 1_000, 10_000, 100_000)) * random.random(),
            "boolean": random.random() < 0.5,
            "date": (BEGINNING + timedelta(days=random.randrange(60))).date().isoformat(),
            "date and time": (BEGINNING + timedelta(hours=random.randrange(1_000))).isoformat(),
        }
        return {"t": kind, "v": invented[kind]} if kind in invented else {"t": "string", "v": "-"}

    def _time(self, random: Random, mean: timedelta) -> timedelta:
        """Return a duration around a mean, in whole seconds."""
        return timedelta(seconds=round(random.expovariate(1 / max(mean.total_seconds(), 1))))

    def plan(self, number: int, at: datetime, kind: str, fields: dict[str, Any]) -> None:
        """Let an event of an instance happen at an instant."""
        self._count += 1
        heapq.heappush(self.queue, (at, self._count, number, kind, fields))

    def next(self) -> None:
        """Work the event that comes first."""
        at, _, number, kind, fields = heapq.heappop(self.queue)
        running = self.running[number]
        if running.instance.over or running.events >= self.habits.most_events:
            return
        event = read_event({"kind": kind, "at": at, **fields})
        step = advance(self.flow, running.instance, event, running.context)
        running.events += 1
        running.instance = self.after_step(step.instance) if self.after_step is not None else step.instance
        self._note(number, event, step)
        self._follow(number, at, step)

    def _note(self, number: int, event: Event, step: Step) -> None:
        """Add what a step shows to the report."""
        report = self.report
        places = ",".join(sorted(token.node for token in step.instance.tokens.values())) or step.instance.status
        refused = f" refused {step.refused.code}" if step.refused is not None else ""
        report.trace.append(f"{event.at.isoformat()} s{number} {event.word} {event.who or '-'} {places}{refused}")
        if step.refused is not None:
            report.refused[step.refused.code] += 1
            report.messages.setdefault(step.refused.code, step.refused.message)
        for entry in step.journal:
            if entry.kind == "entered" and entry.node is not None:
                report.nodes[entry.node] += 1
                if entry.detail["edge"] is not None:
                    report.edges[str(entry.detail["edge"])] += 1
            elif entry.kind == "incident":
                report.incidents[str(entry.detail["code"])] += 1
        for incident in step.instance.incidents.values():
            report.messages.setdefault(incident.code, incident.message)
        for task in step.tasks:
            if task.state == "done" and task.by is not None and task.closed == event.at:
                report.load[task.by] += 1
                report.waits.setdefault(task.node, []).append(task.closed - task.opened)

    def _follow(self, number: int, at: datetime, step: Step) -> None:
        """Plan what people and the world do about a step."""
        running = self.running[number]
        for timer in step.timers:
            self.plan(number, max(at, timer.due), "timer_due", {"timer": timer.id})
        for effect in step.effects:
            self._answer(number, at, effect)
        for task in running.instance.tasks.values():
            if task.state == "open":
                self._act(number, at, task)
        for wait in running.instance.waits.values():
            if wait.id not in running.asked:
                running.asked.add(wait.id)
                when = at + self._time(running.random, self.habits.work)
                self.plan(number, when, "message", {"message": wait.message, "key": wait.key})

    def _answer(self, number: int, at: datetime, effect: EffectRequest) -> None:
        """Plan the answer to an effect."""
        running = self.running[number]
        when = at + self._time(running.random, self.habits.effect)
        if effect.kind == "start_flow":
            fields = {"token": effect.token, "visit": effect.arguments["visit"], "status": "completed"}
            self.plan(number, when, "child_ended", {**fields, "position": effect.arguments["position"]})
        elif effect.kind not in {"notify", "send_message", "cancel_flow", "child_ended"}:
            failed = running.random.random() < self.habits.fails
            cause = {"cause": "simulated", "error": self._error(running.random, effect.node)} if failed else {}
            self.plan(number, when, "effect_failed" if failed else "effect_done", {"key": effect.key, **cause})

    def _error(self, random: Random, node: str) -> str:
        """Return the error of an effect that fails: one that a boundary of its node waits for, if there is any."""
        boundaries = self.flow.plan.boundaries.get(node, ())
        errors = [each.error for each in boundaries if isinstance(each, BoundaryError) and each.error is not None]
        return random.choice(errors) if errors else "effect_failed"

    def _act(self, number: int, at: datetime, task: Task) -> None:
        """Plan what a person does with an open task, once for each time it is opened for somebody."""
        running = self.running[number]
        key = f"{task.id} {task.person} {task.visit} {len(task.candidates)}"
        if key in running.asked:
            return
        running.asked.add(key)
        random = running.random
        past = self.habits.past.get(task.node) if task.kind in {"approval", "work"} else None
        drawn = random.choice(past.spans) if past is not None else self._time(random, self.habits.work)
        when = at + drawn
        if task.person is None:
            person = random.choice(task.candidates)
            self.plan(number, when, "claim", {"actor": person, "task": task.id})
            return
        kind, fields = self._verb(random, task)
        self.plan(number, when, kind, {"actor": task.person, "task": task.id, **fields})

    def _verb(self, random: Random, task: Task) -> tuple[str, dict[str, Any]]:
        """Return what a person does with a task."""
        if task.kind == "copy":
            return "read", {}
        if task.kind == "question":
            return "answer", {"opinion": "-"}
        if task.relation == "delegate":
            return "resolve", {"opinion": "-"}
        drawn = random.random()
        node = self.flow.plan.nodes[task.node]
        past = self.habits.past.get(task.node)
        before = random.choice(past.outcomes) if past is not None else None
        entered = {"variables": {name: self._given(random, name) for name in takes_of(node)}}
        if task.kind == "work":
            outcomes = [each.name for each in getattr(node, "outcomes", ())]
            known = before if before in outcomes else None
            outcome = {"outcome": known or random.choice(outcomes)} if outcomes else {}
            return "submit", {**outcome, **entered, "opinion": "-"}
        # What has happened decides, whatever the usual shares are.
        drawn = drawn if before is None else 1.0
        if before == "returned" or drawn < self.habits.returns:
            return "send_back", {"to_initiator": True, "opinion": "-"}
        if before == "rejected" or drawn < self.habits.returns + self.habits.rejects:
            return "reject", {"opinion": "-"}
        return "approve", {**entered, "opinion": "-", "signature": "-"}

    def conclude(self) -> Report:
        """Return the report, with how every instance ended."""
        for running in self.running:
            instance = running.instance
            self.report.statuses[instance.status] += 1
            if instance.started is not None and instance.ended is not None:
                self.report.durations.append(instance.ended - instance.started)
        return self.report
