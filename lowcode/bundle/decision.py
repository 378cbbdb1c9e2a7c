"""`Decision`: a decision table of an app, which flows ask by its name."""

from typing import Any

import pydantic

from engine_rules import types as t
from engine_rules.decision_table import DecisionTable
from engine_rules.decisions.compiled_table import compile_table
from engine_rules.scope import Scope
from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec


class Decision(Spec):
    """A decision of an app: which values it looks at, and the table that decides."""

    name: Name
    """Its name, by which rule tasks of flows ask it."""
    label: Label
    """What people read."""
    inputs: dict[str, str] = pydantic.Field(default={})
    """The names that its table may use, with their types as the language writes them."""
    table: DecisionTable
    """The rules."""

    def scope(self) -> Scope:
        """Return the names that the table may use; a type that cannot be read counts as any."""
        return Scope({name: _type(text) for name, text in self.inputs.items()})

    def compiled(self) -> Any:
        """Return the table compiled; `.place.found` has what is wrong with it, `.evaluate` gives its result."""
        return compile_table(self.table, self.scope())


def _type(text: str) -> t.Type:
    """Return the type of a text, any type when there is none."""
    try:
        return t.parse_type(text)
    except t.TypeTextError:
        return t.ANY
