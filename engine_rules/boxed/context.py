"""A context: named values, each seeing those before it."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal

from engine_rules import types as t
from engine_rules.boxed.literal import LiteralExpression
from engine_rules.decisions.boxed_expression import BoxedExpression, compiled
from engine_rules.decisions.compiled import Compiled, Place, Run
from engine_rules.decisions.element import Cell, Element
from engine_rules.decisions.item_type import InformationItem
from engine_rules.values import Value

if TYPE_CHECKING:
    from engine_rules.decisions.boxed_expression import BoxedExpression as Boxed

_FUNCTION: Final = re.compile(r"\s*function\s*\(")


class ContextEntry(Element):
    """An entry of a context; one without a variable is the result of the whole."""

    variable: InformationItem | None = None
    """The name and type of the entry."""
    value: "Boxed | None" = None
    """Its logic."""


class ContextExpression(BoxedExpression):
    """A context; with a last entry that has no name, the value of that entry."""

    kind: Literal["context"]
    entries: tuple[ContextEntry, ...] = ()
    """The entries in order."""

    def logic(self, place: Place) -> Compiled:
        """Return the logic of all entries, each with the names before it."""
        steps: list[tuple[str, Run]] = []
        members: dict[str, t.Type] = {}
        inner = place
        for position, entry in enumerate(self.entries):
            made = _entry(entry, inner.at("entries", position))
            if entry.variable is None:
                return Compiled(made.type, _with_result(steps, made.run))
            name = entry.variable.name
            steps.append((name, made.run))
            members[name] = made.type
            inner = inner.within({name: made.type})
        names = list(members)
        return Compiled(
            t.ContextType(members), _with_result(steps, lambda values: {name: values[name] for name in names})
        )


def _entry(entry: ContextEntry, place: Place) -> Compiled:
    """Return the logic of an entry; a function may call itself by the entry's name."""
    variable = entry.variable
    if variable is None:
        return compiled(entry.value, place.at("value"))
    if isinstance(entry.value, LiteralExpression) and _calls_itself(entry.value.text or "", variable.name):
        text = f"{{{variable.name}: {entry.value.text}}}.{variable.name}"
        made = place.at("value").typed(
            place.at("value").expression(Cell(text=text)), entry.value.type_ref, variable.name
        )
    else:
        known = place.within({variable.name: t.FUNCTION}) if _is_function(entry.value) else place
        made = compiled(entry.value, known.at("value"))
    return place.typed(made, variable.type_ref, variable.name)


def _is_function(boxed: "Boxed | None") -> bool:
    """Return whether an entry is a function definition."""
    return boxed is not None and getattr(boxed, "kind", "") == "function"


def _calls_itself(text: str, name: str) -> bool:
    """Return whether a text is a function literal that mentions the name of its entry."""
    return _FUNCTION.match(text) is not None and name in text


def _with_result(steps: list[tuple[str, Run]], result: Run) -> Run:
    """Return the function that runs the entries in order over names of its own, then the result."""

    def run(values: Mapping[str, Value]) -> Value:
        local = dict(values)
        for name, step in steps:
            local[name] = step(local)
        return result(local)

    return run
