"""`Rule`: what happens by itself: what sets it off, for which records, under which condition, and what is done."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from engine_rules.effect_kinds import AnyEffect
from engine_rules.formula import Condition, Formula
from engine_rules.metric import Metric
from engine_rules.question import Question
from engine_rules.trigger import Repeat
from engine_rules.trigger_kinds import AnyTrigger
from lowcode.kernel.names import Label, Name, Ref
from lowcode.kernel.spec import Spec

Timing = Literal["before", "inside", "after"]
"""Whether a rule works before a record is saved, in the transaction that saves it, or by a job afterwards."""


class Rule(Spec):
    """What happens by itself with the records of a form."""

    name: Name
    """Its name in the app."""
    label: Label
    """What people read."""
    description: Label | None = None
    """What it is good for."""
    form: Ref
    """The form whose records it watches."""
    active: bool = True
    """Whether it works at all."""
    order: int = Field(default=100, ge=0, le=10_000)
    """Of rules that are set off together, the one with the smaller number works first."""
    trigger: AnyTrigger
    """What sets it off."""
    scope: Condition | None = None
    """Which records it is for."""
    metrics: tuple[Metric, ...] = Field(default=(), max_length=20)
    """Figures over other records, which the condition knows by their names; for rules by the clock."""
    condition: Condition | None = None
    """What has to be true."""
    decisions: tuple[Question, ...] = Field(default=(), max_length=10)
    """Decision tables that are asked when it fires; values and effects know the answers by their names."""
    timing: Timing = "inside"
    """When it works."""
    repeat: Repeat | None = None
    """How often it fires for a record; as usual for its trigger if nothing is said."""
    refuse: Label | None = None
    """What people are told when the record is refused; only before it is saved."""
    warning: bool = False
    """Whether that is only said, and the record saved all the same."""
    field: Name | None = None
    """The field that the message belongs to."""
    values: Mapping[Name, Formula] = Field(default_factory=dict)
    """Fields of the record that are computed before it is saved."""
    effects: tuple[AnyEffect, ...] = Field(default=(), max_length=30)
    """What is done, in order."""
    ended: tuple[AnyEffect, ...] = Field(default=(), max_length=30)
    """What is done when it stops being true for a record for which it has fired."""

    @property
    def repeats(self) -> Repeat:
        """Return how often it fires."""
        found: Repeat = self.repeat or self.trigger.usual
        return found
