"""What the engine foresees of an instance: which verbs somebody may use, where it can go back to, who comes next."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from msgspec.structs import replace

from engine_flow.context import Context
from engine_flow.entries import takes_of
from engine_flow.event import Event
from engine_flow.happening import VERBS, read_event
from engine_flow.instance import Instance, Task
from engine_flow.interpreter import advance
from engine_flow.organisation import Answers
from engine_flow.plan import Plan
from engine_flow.returning import targets
from engine_flow.turn import Turn
from engine_flow.verb import Verb, token_of
from engine_rules.typed_json import write
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.services.flow_messages import Forecast
from lowcode.services.flow_steps import Held

_LACKING: Final = frozenset(
    {
        "opinion-needed",
        "signature-needed",
        "unknown-outcome",
        "unknown-variable",
        "variable-needed",
        "nobody-named",
        "not-to-yourself",
        "person-not-active",
        "already-asked",
        "no-such-token",
        "no-such-node",
        "no-such-incident",
    }
)
"""Refusals that only say that something has to be filled in."""
_FAR: Final = 60
"""How many events are looked ahead."""
_TIMES: Final = 2
"""How often a node is told of."""


def turn_of(held: Held, context: Context) -> Turn:
    """Return an instance as verbs look at it; nothing of it is kept."""
    answers = Answers(context.organisation, context.decide, None)
    return Turn(held.flow.plan, held.instance, clock.now(), context, answers)


def allowed(held: Held, context: Context, actor: str, task: Task | None) -> tuple[str, ...]:
    """Return the verbs that somebody may use: with a task, or else with the instance as a whole."""
    found = []
    for kind, verb in VERBS.items():
        if ("task" in verb.model_fields and verb.model_fields["task"].is_required()) != (task is not None):
            continue
        event = _tried(verb, kind, actor, task)
        if event is None or (held.instance.over and not event.after_end):
            continue
        if held.instance.status == "suspended" and not event.at_rest:
            continue
        with clock.zoned(context.zone), clock.held(event.at):
            refusal = event.refusal(turn_of(held, context))
        if refusal is None or refusal.code in _LACKING:
            found.append(kind)
    return tuple(found)


def _tried(verb: type[Verb], kind: str, actor: str, task: Task | None) -> Event | None:
    """Return a verb with something in the place of what people would fill in."""
    given: dict[str, Any] = {"kind": kind, "actor": actor, "at": clock.now()}
    for name, one in verb.model_fields.items():
        if name not in given and one.is_required():
            given[name] = task.id if name == "task" and task is not None else "nobody"
    tries: tuple[dict[str, Any], ...] = ({}, {"people": ["nobody"]}, {"where": "beside", "people": ["nobody"]})
    for more in tries:
        try:
            return read_event({**given, **more})
        except ValueError:
            continue
    return None


def back_to(held: Held, context: Context, task: Task) -> tuple[str, ...]:
    """Return the nodes that a task can be sent back to, the nearest first."""
    turn = turn_of(held, context)
    token = token_of(turn, task)
    return () if token is None else tuple(targets(turn, token, straight=False))


def forecast(held: Held, context: Context, names: Mapping[str, str]) -> tuple[Forecast, ...]:
    """Return who comes next if everybody agrees, step by step, as far as that can be foreseen."""
    instance, plan = held.instance, held.flow.plan
    if instance.status == "suspended":
        instance = replace(instance, status="running")
    found: list[Forecast] = []
    told: dict[str, int] = {}
    known = {task.id for task in instance.tasks.values()}
    for _ in range(_FAR):
        event = next(_next(instance, plan), None)
        if event is None:
            break
        step = advance(held.flow, instance, read_event({**event, "at": clock.now()}), context)
        if step.refused is not None or step.instance is instance:
            break
        instance = step.instance.without_journal()
        fresh: dict[str, list[str]] = {}
        for task in step.tasks:
            if task.id not in known and task.kind in {"approval", "work"} and task.state in {"open", "planned"}:
                people = [task.person] if task.person else list(task.candidates)
                fresh.setdefault(task.node, []).extend(names.get(one, "–") for one in people)
            known.add(task.id)
        for node, people in fresh.items():
            told[node] = told.get(node, 0) + 1
            if told[node] > _TIMES:
                return tuple(found)
            found.append(Forecast(node=node, label=plan.nodes[node].label, people=tuple(dict.fromkeys(people))))
    return tuple(found)


def _next(instance: Instance, plan: Plan) -> Iterator[dict[str, Any]]:
    """Iterate over what can happen next when everybody agrees and everything works."""
    if instance.over:
        return
    for task in instance.open_tasks():
        yield from _work(instance, task, plan)
    for token in instance.tokens.values():
        if token.waits == "effect":
            yield {"kind": "effect_done", "key": f"{instance.id}:{token.id}:{token.visit}:e0"}
        elif token.waits == "child" and token.id in instance.calls:
            for position in instance.calls[token.id].active:
                told = {"token": token.id, "visit": token.visit, "position": position}
                yield {"kind": "child_ended", **told, "status": "completed"}
    for wait in instance.waits.values():
        yield {"kind": "message", "message": wait.message, "key": wait.key}
    for timer in sorted(instance.timers.values(), key=lambda one: one.due):
        yield {"kind": "timer_due", "timer": timer.id}


def _work(instance: Instance, task: Task, plan: Plan) -> Iterator[dict[str, Any]]:
    """Iterate over what a person does with a task who agrees."""
    if task.kind == "copy":
        return
    if task.person is None:
        if task.candidates:
            yield {"kind": "claim", "task": task.id, "actor": task.candidates[0]}
        return
    given: dict[str, Any] = {"task": task.id, "actor": task.person, "opinion": "–"}
    if task.kind == "approval":
        kind = "resolve" if task.relation == "delegate" else "approve"
        more = {"signature": "–", "variables": _entered(instance, plan, task)} if kind == "approve" else {}
        yield {"kind": kind, **given, **more}
    elif task.kind == "question":
        yield {"kind": "answer", **given}
    else:
        outcomes = getattr(plan.nodes.get(task.node), "outcomes", ())
        outcome = {"outcome": outcomes[0].name} if outcomes else {}
        yield {"kind": "submit", **given, **outcome, "variables": _entered(instance, plan, task)}


def _entered(instance: Instance, plan: Plan, task: Task) -> dict[str, Any]:
    """Return something in the place of what a person would enter; what is known already stays as it is."""
    now = clock.now()
    blank: dict[str, Value] = {"number": Decimal(0), "boolean": False, "date": now.date(), "date and time": now}
    missing = [name for name in takes_of(plan.nodes.get(task.node)) if instance.variables.get(name) is None]
    return {name: write(blank.get(str(plan.variables[name]), "–")) for name in missing if name in plan.variables}
