"""`Event`: the base of everything that can happen to an instance."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import AwareDatetime

from engine_rules import typed_json
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.spec import Spec

TypedJson = dict[str, Any]
"""A value of the language as typed JSON, `{"t": "number", "v": "12"}`."""


class Event(Spec):
    """Something that happens to an instance; its time comes with it.

    Its methods take the turn that is being worked (`engine_flow.turn.Turn`).
    """

    after_end: ClassVar[bool] = False
    """Whether it may happen to an instance that has ended."""
    at_rest: ClassVar[bool] = False
    """Whether it may happen to an instance that is suspended; verbs that may not are refused, other events wait."""
    at: AwareDatetime
    """When it happens."""

    @property
    def word(self) -> str:
        """Its kind."""
        return str(getattr(self, "kind", ""))

    @property
    def who(self) -> str | None:
        """Who does it, None when nobody does."""
        return None

    @property
    def which(self) -> str | None:
        """The task that it is about."""
        return None

    def refusal(self, turn: Any) -> Diagnostic | None:
        """Return why it may not happen, None when it may."""
        del turn
        return None

    def apply(self, turn: Any) -> bool:
        """Change the turn; return whether there was anything to do."""
        raise NotImplementedError

    def document(self) -> dict[str, Any]:
        """Return the event as plain data."""
        return self.model_dump(mode="json", exclude_defaults=True)


def read_values(values: Mapping[str, TypedJson]) -> dict[str, Value]:
    """Return values by name out of typed JSON. Raises `NotAValueError`."""
    return {name: typed_json.read(value) for name, value in values.items()}


def write_values(values: Mapping[str, Value]) -> dict[str, TypedJson]:
    """Return values by name as typed JSON."""
    return {name: typed_json.write(value) for name, value in values.items()}
