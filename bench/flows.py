"""Flows: the engine in memory on one core, and an approval with everything that is written."""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from bench import Figure
from bench._flow_runs import persisted
from engine_flow.context import Context
from engine_flow.event import Event
from engine_flow.flow import Flow
from engine_flow.happening import read_event
from engine_flow.interpreter import advance, fresh
from engine_flow.staff import Staff
from engine_rules import types as t
from engine_rules.scope import Scope

_AT = datetime(2026, 1, 5, tzinfo=UTC)
_CONTEXT = Context(Staff(), {"amount": Decimal(5000)}, Scope({"amount": t.NUMBER}))
_WAYS: tuple[tuple[str, str, str | None], ...] = (
    ("start", "fill", None), ("fill", "large", None), ("large", "boss", "amount > 1000"), ("large", "both", ""),
    ("boss", "both", None), ("both", "split", None), ("split", "number", None), ("split", "rate", None),
    ("number", "join", None), ("rate", "join", None), ("join", "dear", None), ("dear", "money", "amount > 10"),
    ("dear", "end", ""), ("money", "end", None),
)  # fmt: skip
"""Source, target and condition of each edge; an empty condition is the default."""


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure an approval: three tasks of people, two decisions, a split and join with two automatic steps."""
    flow, events = _approval(), list(_events())
    nodes = _run(flow, events)
    best = 0.0
    for _ in range(3 if quick else 15):
        started = time.process_time()
        for _ in range(200):
            _run(flow, events)
        best = max(best, 200 / (time.process_time() - started))
    yield Figure("flow-nodes-in-memory", best * nodes, 20_000, "nodes/s")
    yield Figure("flow-events-in-memory", best * len(events), 6_000, "events/s")
    yield from persisted(_document, quick=quick)


def _run(flow: Flow, events: list[Event]) -> int:
    """Work one instance to its end and return how many nodes it has passed."""
    instance = fresh(flow, "i", "ann")
    for event in events:
        instance = advance(flow, instance, event, _CONTEXT).instance
    if instance.status != "completed":
        raise AssertionError(instance)
    return len(instance.visits)


def _events() -> Iterator[Event]:
    """Iterate over the events of an instance; its tasks always have the same identifiers."""
    flow, instance = _approval(), fresh(_approval(), "i", "ann")
    documents: list[Mapping[str, Any]] = [{"kind": "start", "actor": "ann"}]
    while documents:
        event = read_event({"at": _AT, **documents.pop()})
        yield event
        instance = advance(flow, instance, event, _CONTEXT).instance
        for task in instance.open_tasks()[:1]:
            verb = "approve" if task.kind == "approval" else "submit"
            documents.append({"kind": verb, "actor": task.person, "task": task.id})


def _approval() -> Flow:
    """Return the flow that is measured."""
    return Flow.model_validate(_document("ann", "bob", "gil", "amount"))


def _document(ann: str, bob: str, gil: str, amount: str = "5000") -> Mapping[str, Any]:
    """Return the flow that is measured as a document; `amount` is what it decides by."""
    nodes: list[Mapping[str, Any]] = [
        {"kind": "button_start", "name": "start"}, _people("user_task", "fill", ann),
        {"kind": "exclusive_gateway", "name": "large"}, _people("approval_task", "boss", bob),
        {"kind": "exclusive_gateway", "name": "both"}, {"kind": "parallel_gateway", "name": "split"},
        {"kind": "assignment", "name": "number", "values": {"x": f"{amount} + 1"}},
        {"kind": "assignment", "name": "rate", "values": {"y": f"{amount} * 2"}},
        {"kind": "parallel_gateway", "name": "join"}, {"kind": "exclusive_gateway", "name": "dear"},
        _people("approval_task", "money", gil), {"kind": "end", "name": "end"},
    ]  # fmt: skip
    edges = [
        {"name": f"e{number}", "source": source, "target": target, "default": condition == ""}
        | ({"condition": condition.replace("amount", amount)} if condition else {})
        for number, (source, target, condition) in enumerate(_WAYS)
    ]
    variables = [{"name": name, "type": "number"} for name in "xy"]
    text = {"en": "Approval", "zh-CN": "审批"}
    return {"name": "approval", "label": text, "nodes": nodes, "edges": edges, "variables": variables}


def _people(kind: str, name: str, person: str) -> Mapping[str, Any]:
    """Return a node that asks one person."""
    return {"kind": kind, "name": name, "assignees": [{"kind": "person", "persons": [person]}]}
