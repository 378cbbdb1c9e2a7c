"""`Trigger`: what sets a rule off; each kind is a file of `engine_rules/triggers`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from engine_rules.effect import About
from engine_rules.values import Value
from lowcode.kernel.spec import Spec

Moment = Literal["record", "time", "call"]
"""What a trigger waits for: a change of a record, the clock, or somebody who calls."""
Repeat = Literal["once", "daily", "always"]
"""How often a rule fires for a record: once until it stops being true, once a day, or every time."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What has happened to a record; `before` is None for a new one, `after` for one that is gone."""

    before: Mapping[str, Value] | None
    """What it was."""
    after: Mapping[str, Value] | None
    """What it is."""
    changed: frozenset[str] = frozenset()
    """The fields that are not what they were."""
    stages: tuple[str, ...] = ()
    """The stage fields of the form."""


class Trigger(Spec):
    """What all triggers have in common."""

    kind: str
    """The kind."""

    about: ClassVar[About]
    """What people choose it by."""
    moment: ClassVar[Moment]
    """What it waits for."""
    usual: ClassVar[Repeat] = "always"
    """How often a rule fires that does not say it."""

    def set_off(self, happening: Happening, reads: frozenset[str]) -> bool:  # noqa: ARG002 - most wait for no record
        """Return whether a change of a record sets off a rule whose conditions read some fields."""
        return False

    def condition(self) -> str | None:
        """Return what has to be true besides the condition of the rule, as an expression; None for nothing."""
        return None
