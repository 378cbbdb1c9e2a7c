"""`walked`: runs a flow as a test of its app says, and tells where it came elsewhere; nothing is kept or sent."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError

from engine_flow.context import Context
from engine_flow.flow import Flow
from engine_flow.happening import VERBS, read_event
from engine_flow.instance import Task
from engine_flow.interpreter import advance, fresh
from engine_flow.shipped import shipped_calendars
from engine_flow.step import EffectRequest
from engine_rules import typed_json
from engine_rules.scope import Scope
from engine_rules.values import Value
from lowcode.bundle.app import Bundle
from lowcode.bundle.canonical import Json
from lowcode.bundle.flow_references import local
from lowcode.bundle.walk import Reached, Walk
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import label

NOT_REACHED: Final = Code(
    "test-flow-elsewhere",
    label("{about}: {what} is {found}, not {wanted}.", "{about}：{what} 为 {found}，应为 {wanted}。"),
    label("Correct the flow or the test.", "请更正流程或测试。"),
)
NOT_DONE: Final = Code(
    "test-flow-refused",
    label("{about}: {person} cannot do this: {why}", "{about}：{person} 不能执行此操作：{why}"),
    label("Correct the flow or the test.", "请更正流程或测试。"),
)
_MOST: Final = 1_000
"""How many events follow of one by themselves at the most."""


def walked(bundle: Bundle, walk: Walk, record: Mapping[str, Value], scope: Scope | None) -> Iterator[Diagnostic]:
    """Iterate over where a flow came elsewhere than a test says; `record` is what it reads."""
    run = _Run(bundle, walk, record, scope)
    about = walk.about or walk.flow
    why = run.begin()
    if why is not None:
        yield NOT_DONE.report(None, "", about=about, person=walk.initiator or "–", why=why)
        return
    yield from run.differences(walk.expect, about, "/expect")
    for place, step in enumerate(walk.steps):
        why = run.do(step.person, step.verb)
        if why is not None:
            yield NOT_DONE.report(None, f"/steps/{place}", about=about, person=step.person, why=why)
            return
        yield from run.differences(step.expect, about, f"/steps/{place}/expect")


class _Run:
    """An instance of a flow, and what it wanted."""

    def __init__(self, bundle: Bundle, walk: Walk, record: Mapping[str, Value], scope: Scope | None) -> None:
        """Take the flow and its surroundings."""
        self.walk = walk
        self.flow: Flow = bundle.flows[walk.flow]
        tables = {name: one.compiled() for name, one in bundle.decisions.items()}

        def decide(name: str, values: Mapping[str, Value]) -> Value:
            return tables[local(bundle.app.name, name)].evaluate(values)

        self.context = Context(walk.company, record, scope, decide, shipped_calendars())
        self.instance = fresh(self.flow, "test", walk.initiator)
        self.at: datetime = clock.now()
        self.wanted: list[EffectRequest] = []

    def begin(self) -> str | None:
        """Begin, and return why that is refused."""
        return self._work({"kind": "start", "actor": self.walk.initiator})

    def do(self, person: str, verb: Mapping[str, Json]) -> str | None:
        """Let somebody do something, and return why that is refused."""
        asked = {**verb, "actor": person}
        if verb.get("kind") not in VERBS:
            return "there is no such verb"
        if "task" in VERBS[verb["kind"]].model_fields and "task" not in asked:
            mine = [one for one in self._open() if person in {one.person, *one.candidates}]
            if not mine:
                return "there is no open task"
            asked["task"] = mine[0].id
        try:
            return self._work(asked)
        except ValidationError as error:
            return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())

    def _open(self) -> Sequence[Task]:
        """Return the open tasks."""
        return [one for one in self.instance.tasks.values() if one.state == "open"]

    def _work(self, first: Mapping[str, Any]) -> str | None:
        """Work an event, and the answers to what it wants; returns why it is refused."""
        self.wanted = []
        events = [dict(first)]
        for number in range(_MOST):
            if not events:
                return None
            self.at += timedelta(seconds=1)
            step = advance(self.flow, self.instance, read_event({"at": self.at, **events.pop(0)}), self.context)
            if step.refused is not None:
                return step.refused.text() if number == 0 else None
            self.instance = step.instance
            for effect in step.effects:
                if effect.kind == "notify" and "reason" in effect.arguments:
                    continue
                self.wanted.append(effect)
                token = self.instance.tokens.get(effect.token)
                if token is not None and token.waits == "effect":
                    result = self.walk.results.get(effect.kind)
                    told = None if result is None else typed_json.write(_value(result))
                    events.append({"kind": "effect_done", "key": effect.key, "result": told})
        return "it goes on for ever"

    def differences(self, expected: Reached, about: str, path: str) -> Iterator[Diagnostic]:
        """Iterate over what is not as expected."""
        found: list[tuple[str, Any, Any]] = []
        if expected.status is not None:
            found.append(("status", self.instance.status, expected.status))
        if expected.asked is not None:
            asked: dict[str, list[str]] = {}
            for task in self._open():
                asked.setdefault(task.node, []).extend([task.person] if task.person else task.candidates)
            wanted = {name: sorted(people) for name, people in expected.asked.items()}
            found.append(("asked", {name: sorted(people) for name, people in asked.items()}, wanted))
        if expected.effects is not None:
            told = [{"kind": one.kind, **one.arguments} for one in self.wanted]
            fits = len(told) == len(expected.effects) and all(
                _fits(_value(one), two) for one, two in zip(expected.effects, told, strict=True)
            )
            found.append(("effects", list(expected.effects) if fits else told, list(expected.effects)))
        for what, got, wanted_ in found:
            if got != wanted_:
                yield NOT_REACHED.report(None, f"{path}/{what}", about=about, what=what, found=got, wanted=wanted_)


def _fits(wanted: Any, found: Any) -> bool:
    """Return whether a value is as expected; members that are not named do not matter."""
    if isinstance(wanted, dict):
        return isinstance(found, Mapping) and all(
            name in found and _fits(value, found[name]) for name, value in wanted.items()
        )
    return bool(wanted == found)


def _value(plain: Json) -> Value:
    """Return JSON as a value of the language."""
    if isinstance(plain, dict):
        return {name: _value(one) for name, one in plain.items()}
    if isinstance(plain, list):
        return [_value(one) for one in plain]
    if isinstance(plain, int | float) and not isinstance(plain, bool):
        return Decimal(str(plain))
    return plain
