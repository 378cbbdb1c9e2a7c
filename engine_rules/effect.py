"""`Effect`: something that a button, a flow or a rule wants done, written down; it is carried out elsewhere."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from engine_rules.formula import Condition, Formula
from engine_rules.values import Value
from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec

MentionKind = Literal["form", "field", "stage", "flow", "print", "connection", "role"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A part of the app that an effect speaks of; whoever knows the whole app checks that it is there."""

    what: MentionKind
    """Which kind of part."""
    name: str
    """Its name."""
    path: str
    """The JSON pointer inside the effect."""
    form: str | None = None
    """The form that a field or a state belongs to; None for the form of the action."""


@dataclass(frozen=True, slots=True)
class About:
    """What people read of a kind of effect."""

    label: Label
    """What they choose it by."""
    doc: Label
    """What it does."""


class Effect(Spec):
    """What all effects have in common. A kind is a file of `engine_rules/effects`, with a twin that carries it out."""

    kind: str
    """The kind."""
    name: Name | None = None
    """What the effects after it call that which came of it, as `made.id`; they need no name for what they leave be."""
    when: Condition | None = None
    """It is left out unless this is true; always done if nothing is said."""

    about: ClassVar[About]
    """What people choose it by."""
    inside: ClassVar[bool] = False
    """Whether it is done in the transaction of what wants it; otherwise a job does it afterwards."""

    def mentions(self) -> Iterator[Mention]:
        """Iterate over the parts of the app that it speaks of."""
        yield from ()

    def evaluated(self, evaluate: Callable[[str], Value]) -> dict[str, Any]:
        """Return the settings with values in the place of expressions, as whoever carries it out takes them."""
        own = {one: getattr(self, one) for one in type(self).model_fields if one not in _OUTER}
        return {one: _valued(value, evaluate) for one, value in own.items() if value is not None}


_OUTER = frozenset({"kind", "name", "when"})


def _valued(setting: Any, evaluate: Callable[[str], Value]) -> Any:
    """Return a setting with values in the place of expressions."""
    if isinstance(setting, Formula):
        return evaluate(setting)
    if isinstance(setting, Mapping):
        return {name: _valued(one, evaluate) for name, one in setting.items()}
    if isinstance(setting, tuple | list):
        return [_valued(one, evaluate) for one in setting]
    if isinstance(setting, Spec):
        return setting.model_dump(mode="json", by_alias=True)
    return setting
