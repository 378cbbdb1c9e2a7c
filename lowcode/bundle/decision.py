"""`Decision`: a decision table of an app, which flows and rules ask by its name."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import pydantic

from engine_rules import types as t
from engine_rules.decision_table import DecisionTable
from engine_rules.decisions.compiled_table import CompiledTable, compile_table
from engine_rules.scope import Scope
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec


class Edition(Spec):
    """The table that holds from a day on."""

    since: date
    """The first day, as people here count days."""
    note: Label | None = None
    """Why it was changed."""
    table: DecisionTable
    """The rules."""


class Decision(Spec):
    """A decision of an app: which values it looks at, and the table that decides."""

    name: Name
    """Its name, by which rule tasks of flows, and rules, ask it."""
    label: Label
    """What people read."""
    inputs: dict[str, str] = pydantic.Field(default={})
    """The names that its table may use, with their types as the language writes them."""
    table: DecisionTable
    """The rules, until the first of the editions."""
    editions: tuple[Edition, ...] = pydantic.Field(default=(), max_length=200)
    """Tables that take its place, each from a day on, in any order; what was decided before stays as it was."""

    def scope(self) -> Scope:
        """Return the names that the table may use; a type that cannot be read counts as any."""
        return Scope({name: _type(text) for name, text in self.inputs.items()})

    def compiled(self) -> "DatedTables":
        """Return the tables compiled."""
        scope = self.scope()
        dated = sorted((one.since, at, compile_table(one.table, scope)) for at, one in enumerate(self.editions))
        return DatedTables(compile_table(self.table, scope), dated)


class DatedTables:
    """The tables of a decision, each from a day on."""

    def __init__(self, first: CompiledTable, dated: list[tuple[date, int, CompiledTable]]) -> None:
        """Take the table of the beginning, and those that take its place with their days and places, by day."""
        self._first = first
        self._dated = dated

    def on(self, day: date) -> CompiledTable:
        """Return the table of a day."""
        found = self._first
        for since, _, table in self._dated:
            if since > day:
                break
            found = table
        return found

    def evaluate(self, values: Mapping[str, Value], day: date | None = None) -> Value:
        """Return what is decided, by the table of a day, the present one if none is given."""
        return self.on(_today() if day is None else day).evaluate(values)

    def problems(self) -> Iterator[Diagnostic]:
        """Iterate over what is wrong with the tables, by JSON pointer inside the decision."""
        yield from (one.at("/table") for one in self._first.place.found)
        for _, at, table in self._dated:
            yield from (one.at(f"/editions/{at}/table") for one in table.place.found)


def day_of(value: Any) -> date | None:
    """Return the day of a date or an instant, as people here count days; None for anything else."""
    if isinstance(value, datetime):
        return value.astimezone(clock.zone()).date() if value.tzinfo else value.date()
    return value if isinstance(value, date) else None


def _today() -> date:
    """Return the present day, as people here count days."""
    return clock.now().astimezone(clock.zone()).date()


def _type(text: str) -> t.Type:
    """Return the type of a text, any type when there is none."""
    try:
        return t.parse_type(text)
    except t.TypeTextError:
        return t.ANY
