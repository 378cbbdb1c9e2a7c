"""Shows that simulations repeat by seed, cover the ways, and that crashes and races change nothing."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from engine_flow.calendar import shipped
from engine_flow.context import Context
from engine_flow.event import Event
from engine_flow.flow import Flow
from engine_flow.happening import read_event
from engine_flow.instance import Instance, read_instance, write_instance
from engine_flow.interpreter import advance, fresh, replay
from engine_flow.simulate import BEGINNING, Habits, simulate
from engine_rules.values import Value
from tests.engine_flow.drive import COMPANY, START, Drive, approval, flow_of, node, people
from tests.engine_flow.every_kind import EVERY_KIND

ORDER = flow_of(
    [
        node("user_task", "fill", assignees=people("ann")),
        node("exclusive_gateway", "big"),
        approval("boss", "bob", "cid", mode={"kind": "vote", "ratio": "0.6"}, limits=[
            {"moment": {"after": '"P1D"', "calendar": "china"}, "do": "escalate"}]),
        node("exclusive_gateway", "merge"),
        node("parallel_gateway", "split"),
        node("service_task", "mail", effect={"kind": "mail"}),
        approval("money", assignees=[{"kind": "pool", "role": "lawyer"}], on_reject="initiator"),
        node("parallel_gateway", "join"),
    ],
    "start > fill > big; big > boss if amount > 500; big > merge else; boss > merge > split;"
    "split > mail > join; split > money > join; join > end",
)  # fmt: skip
CONTEXT = Context(COMPANY, calendars={"china": shipped("china")})


def draw(random: Random) -> Mapping[str, Value]:
    return {
        "amount": Decimal(random.randrange(1000)),
        "lines": [{"level": "A"}] * random.randrange(4),
        "due": (START + timedelta(days=random.randrange(30))).date(),
        "keeper": "eva",
    }


def test_the_same_seed_gives_the_same_trace() -> None:
    first, second, other = (simulate(ORDER, CONTEXT, ["ann", "gil"], seed, draw=draw) for seed in (7, 7, 8))
    assert first.trace == second.trace
    assert first.trace != other.trace


def test_a_simulation_covers_the_ways_and_says_how_long_and_who() -> None:
    report = simulate(ORDER, CONTEXT, ["ann"], 1, Habits(instances=200), draw)
    assert report.never_entered(ORDER) == []
    assert set(report.edges) == {edge.name for edge in ORDER.edges}
    assert sum(report.statuses.values()) == 200
    assert report.statuses["completed"] > 100
    assert report.statuses["rejected"] > 0
    assert report.incidents == {}
    median = report.quantile(0.5)
    assert median is not None
    assert timedelta(hours=1) < median < timedelta(days=3)
    assert set(report.load) >= {"ann", "bob", "eva", "fay"}
    assert set(report.waits) >= {"fill", "boss", "money"}


def test_a_crash_after_every_step_changes_nothing() -> None:
    def crash(instance: Instance) -> Instance:
        again = read_instance(write_instance(instance))
        assert again == instance
        return again

    for flow in (ORDER, EVERY_KIND):
        habits = Habits(instances=40, fails=0.1, most_events=60)
        calm = simulate(flow, CONTEXT, ["ann"], 3, habits, draw)
        assert simulate(flow, CONTEXT, ["ann"], 3, habits, draw, after_step=crash).trace == calm.trace


def test_every_kind_of_node_is_passed() -> None:
    def soon(random: Random) -> Mapping[str, Value]:
        due = (BEGINNING + timedelta(days=random.randrange(400))).date()
        return {**draw(random), "amount": Decimal(random.randrange(5, 9)), "due": due}

    habits = Habits(instances=400, every=timedelta(days=1), fails=0.3, rejects=0.0, most_events=80)
    report = simulate(EVERY_KIND, CONTEXT, ["ann"], 5, habits, soon)
    silent = {"boundary_message", "boundary_cancel"}
    kinds = {node.name: getattr(node, "kind", "") for node in EVERY_KIND.nodes}
    assert {kinds[name] for name in report.never_entered(EVERY_KIND)} - silent == set()


def open_verbs(instance: Instance) -> list[Event]:
    """Return what people could do with an instance, several of it at the same instant."""
    found: list[dict[str, Any]] = [{"kind": "withdraw", "actor": "ann"}, {"kind": "terminate", "actor": "root"}]
    for task in instance.open_tasks():
        if task.person is None:
            found += [{"kind": "claim", "actor": each, "task": task.id} for each in task.candidates]
            continue
        mine = {"actor": task.person, "task": task.id}
        if task.kind == "work":
            found.append({"kind": "submit", **mine})
            continue
        found += [{"kind": kind, **mine} for kind in ("approve", "reject", "send_back")]
        found += [{"kind": kind, **mine, "to": "gil"} for kind in ("transfer", "delegate")]
        found.append({"kind": "add_signer", **mine, "where": "before", "people": ["dan"]})
    found += [{"kind": "timer_due", "timer": timer} for timer in instance.timers]
    return [read_event({**each, "at": START + timedelta(days=9)}) for each in found]


def states(flow: Flow, context: Context, most: int) -> list[Instance]:
    """Return states of an instance that its verbs lead to, nearest first, each written once."""
    first = Drive(flow, context.record, calendars=context.calendars).start().instance
    found, seen, position = [first], {write_instance(first.without_journal())}, 0
    while position < len(found) < most:
        for event in open_verbs(found[position]):
            after = advance(flow, found[position], event, context).instance
            text = write_instance(after.without_journal())
            if text not in seen:
                seen.add(text)
                found.append(after)
        position += 1
    return found[:most]


def test_of_two_events_at_the_same_instant_each_is_worked_or_refused_whole() -> None:
    """At every state of a walk, and for every pair of what people could do there, in both orders."""
    context = Context(COMPANY, {"amount": Decimal(900)}, calendars=CONTEXT.calendars)
    pairs = refused = 0
    for instance in states(ORDER, context, 60):
        events = open_verbs(instance)
        for first in events:
            step = advance(ORDER, instance, first, context)
            for second in events:
                pairs += 1
                after = advance(ORDER, step.instance, second, context)
                refused += after.refused is not None
                tasks = after.instance.tasks.values()
                assert len({task.id for task in tasks if task.state == "done"}) == sum(
                    task.state == "done" for task in tasks
                )
                assert after.instance.created - after.instance.consumed == len(after.instance.tokens)
                same = first.which is not None and first.which == second.which
                decides = {"approve", "reject", "submit", "send_back"}
                if same and {first.word, second.word} <= decides and step.refused is None:
                    assert after.refused is not None
    assert pairs > 1_000
    assert 0 < refused < pairs


@pytest.mark.parametrize("seed", range(5))
def test_a_journal_leads_to_the_same_instance_again(seed: int) -> None:
    kept: dict[str, Instance] = {}

    def keep(instance: Instance) -> Instance:
        kept[instance.id] = instance
        return instance

    simulate(EVERY_KIND, CONTEXT, ["ann"], seed, Habits(instances=10, fails=0.1, most_events=40), draw, after_step=keep)
    assert len(kept) == 10
    for instance in kept.values():
        beginning = fresh(EVERY_KIND, instance.id, "ann")
        assert replay(EVERY_KIND, beginning, instance.journal, CONTEXT) == instance
