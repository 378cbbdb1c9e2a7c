"""`RuleFiring`: carries out what a rule wants done for one record, and keeps why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from uuid import UUID

import pydantic

from engine_rules.expression import expression
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.effect_order import EffectOrder
from lowcode.services.effect_work import Effects
from lowcode.services.record_app import RecordApp
from lowcode.services.rule_app import CompiledRule
from lowcode.services.rule_codes import CYCLE
from lowcode.services.rule_values import read_by, shown, told
from lowcode.store import rules
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection

_DIAGNOSTICS: Final = pydantic.TypeAdapter(list[Diagnostic])
LONGEST: Final = 12
"""How many rules may set each other off in a row."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why a rule is looked at."""

    cause: Mapping[str, Any] = field(default_factory=dict)
    """What led to it, as the history of records tells."""
    account_id: UUID | None = None
    """Whose change it was."""

    @property
    def chain(self) -> list[str]:
        """The rules that led to it, each with its record."""
        found: list[str] = list(self.cause.get("chain", ()))
        return found


@dataclass
class Firing:
    """A rule that fires for a record."""

    rule: CompiledRule
    record_id: UUID | None
    values: dict[str, Value]
    """What its expressions see."""
    branch: str = "then"
    occasion: Occasion = field(default_factory=Occasion)
    id: UUID = field(default_factory=new_id)

    @cached_property
    def answers(self) -> Mapping[str, Value]:
        """What the decision tables say that the rule asks."""
        return self.rule.answers(self.values)

    @property
    def mark(self) -> str:
        """What it is called in chains."""
        return f"{self.rule.name}:{self.record_id}"

    @property
    def cycle(self) -> list[str] | None:
        """The rules that have set each other off in a circle, ending with this one; None when there is no circle."""
        chain = self.occasion.chain
        if self.mark in chain:
            return [one.partition(":")[0] for one in [*chain[chain.index(self.mark) :], self.mark]]
        if len(chain) >= LONGEST:
            return [one.partition(":")[0] for one in [*chain, self.mark]]
        return None

    def cause(self) -> dict[str, Any]:
        """Return what the history of records tells of what is done."""
        told_ = {"kind": "rule", "rule": self.rule.name, "firing": str(self.id), "branch": self.branch}
        return {**told_, "chain": [*self.occasion.chain, self.mark]}


def told_wrong(wrong: Sequence[Diagnostic], cycle: Sequence[str] = ()) -> dict[str, Any]:
    """Return what went wrong as JSON, in all languages."""
    return {"cycle": list(cycle), "diagnostics": _DIAGNOSTICS.dump_python(list(wrong), mode="json", by_alias=True)}


class RuleFiring:
    """Carries out rules of one app."""

    def __init__(self, effects: Effects, app: RecordApp) -> None:
        """Take what carries out effects, and the app."""
        self._effects = effects
        self._app = app

    async def put_down(self, connection: Connection, firing: Firing, state: str, done: Sequence[Any] = ()) -> bool:
        """Keep that a rule fires and why; False when that was done under the same key before."""
        found = await rules.FIRE.run(
            connection,
            id=firing.id,
            rule=firing.rule.name,
            form=self._app.place(firing.rule.form),
            record_id=firing.record_id,
            at=clock.now(),
            branch=firing.branch if state != "cut" else "cut",
            state=state,
            why=told(firing.rule.why(firing.values)),
            read=read_by(firing.rule.tree, firing.values) | shown(dict(firing.answers)),
            effects=list(done),
            cause=dict(firing.occasion.cause),
            account_id=firing.occasion.account_id,
        )
        return bool(found)

    async def cut(self, connection: Connection, firing: Firing, cycle: Sequence[str]) -> None:
        """Keep that a rule does not fire since rules have set each other off in a circle."""
        await self.put_down(connection, firing, "cut")
        wrong = CYCLE.report(cycle=" → ".join(cycle))
        await rules.ENDED.run(connection, id=firing.id, state="cut", effects=[], error=told_wrong([wrong], list(cycle)))

    async def carry_out(self, connection: Connection, firing: Firing) -> list[dict[str, Any]]:
        """Do what a rule wants done, in order, in the caller's transaction, and return what came of each effect."""
        done: list[dict[str, Any]] = []
        scope, values = firing.rule.wide_scope, firing.values
        values |= firing.answers
        for one in firing.rule.effects(firing.branch):
            if one.name:
                values.setdefault(one.name, None)
        for at, effect in enumerate(firing.rule.effects(firing.branch)):
            if effect.when is not None and expression(str(effect.when), scope).evaluate(values) is not True:
                done.append({"kind": effect.kind, "state": "skipped", "when": str(effect.when)})
                continue
            arguments = effect.evaluated(lambda text: expression(str(text), scope).evaluate(values))
            order = EffectOrder(
                key=f"rule/{firing.id}/{at}",
                kind=effect.kind,
                arguments=arguments,
                cause=firing.cause(),
                app=self._app.name,
                form=firing.rule.form,
                record_id=firing.record_id,
            )
            outcome = await self._effects.carry_out(connection, order)
            done.append({"kind": effect.kind, "state": outcome.state})
            if effect.name is not None:
                values[effect.name] = outcome.result
        return done

    async def fire(self, connection: Connection, firing: Firing) -> bool:
        """Let a rule fire in the caller's transaction; False when it was cut, or has been done under the same key."""
        cycle = firing.cycle
        if cycle is not None:
            await self.cut(connection, firing, cycle)
            return False
        if not await self.put_down(connection, firing, "queued"):
            return False
        done = await self.carry_out(connection, firing)
        await rules.ENDED.run(connection, id=firing.id, state="done", effects=done, error=None)
        return True
