"""`Action`: what a button of a form does: effects in order, all or none."""

import pydantic

from engine_rules.effect_kinds import AnyEffect
from engine_rules.formula import Condition
from lowcode.kernel.names import Label, Name, Ref
from lowcode.kernel.spec import Spec


class Action(Spec):
    """What a button does with a record; who may press the button, the roles say."""

    name: Name
    """Its name in the app; buttons name it as their effect."""
    label: Label
    """What people read."""
    form: Ref
    """The form whose records it is done with."""
    condition: Condition | None = None
    """When it can be done, by the fields of the record; it is looked at while nobody else changes the record."""
    otherwise: Label | None = None
    """What people are told when it cannot be done."""
    confirm: Label | None = None
    """What is asked before it is done."""
    inputs: tuple[Name, ...] = pydantic.Field(default=(), max_length=20)
    """Fields of the form that are asked for before; expressions know them as `input.amount`."""
    effects: tuple[AnyEffect, ...] = pydantic.Field(min_length=1, max_length=30)
    """What is done, in order. Those inside of the transaction are all done or none; the others follow by jobs."""
    message: Label | None = None
    """What people are told when it is done."""
