"""`Compiled` logic and the `Place` it is compiled for: the names, types and path around a cell or boxed expression."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine_rules import types as t
from engine_rules.decisions import decision_codes as codes
from engine_rules.decisions.element import Cell
from engine_rules.decisions.item_type import ItemType, ItemTypes
from engine_rules.evaluation import present, warn
from engine_rules.expression import Expression, expression
from engine_rules.scope import Scope
from engine_rules.values import FAILED, Value
from lowcode.kernel.diagnostics import Code, Diagnostic

Run = Callable[[Mapping[str, Value]], Value]
"""From the values of the names around to a value."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """Logic that is ready to run: its type, and the function."""

    type: t.Type
    run: Run


NOTHING = Compiled(t.NULL, lambda _values: None)
"""What stands where there is no logic: always null."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where logic stands: what it may name, the types of its model, and its path inside the document."""

    scope: Scope
    types: ItemTypes = field(default_factory=ItemTypes)
    path: str = ""
    found: list[Diagnostic] = field(default_factory=list)
    """The diagnostics of everything compiled so far, shared by all places of a document."""

    def at(self, *segments: str | int) -> "Place":
        """Return the same place further down in the document."""
        return Place(self.scope, self.types, "/".join((self.path, *map(str, segments))), self.found)

    def within(self, names: Mapping[str, t.Type]) -> "Place":
        """Return the same place with further names."""
        return Place(self.scope.extended(names), self.types, self.path, self.found)

    def report(self, diagnostic: Diagnostic) -> None:
        """Keep a diagnostic of this place."""
        self.found.append(diagnostic.at(self.path))

    def expression(self, cell: Cell) -> Compiled:
        """Return the logic of an expression; null for an empty one."""
        if not cell.source.strip():
            return NOTHING
        made = expression(cell.source, self.scope)
        self._report(made)
        return self.typed(Compiled(made.type, _runner(made, self.path)), cell.type_ref, "expression")

    def tests(self, text: str, kind: t.Type) -> Run:
        """Return the function that tells whether the input `?` of a type passes the tests of a cell."""
        made = expression(text, self._testing(kind), cell=True)
        self._report(made)
        return _runner(made, self.path)

    def _testing(self, kind: t.Type) -> Scope:
        """Return the scope of tests on an input of a type; the same one for the same type."""
        return self.scope.extended({"?": kind})

    def testing(self, kind: t.Type) -> "Place":
        """Return the place of tests on an input of a type, for many cells."""
        return Place(self._testing(kind), self.types, self.path, self.found)

    def test(self, text: str) -> tuple[Expression, Run]:
        """Return one cell of a place made by `testing`, and its function."""
        made = expression(text, self.scope, cell=True)
        self._report(made)
        return made, _runner(made, self.path)

    def item(self, type_ref: str | None) -> ItemType | None:
        """Return the type that a reference names, None without one; reports an unknown one."""
        if not type_ref:
            return None
        found = self.types.find(type_ref)
        if found is None:
            self.report(codes.UNKNOWN_TYPE.report(name=type_ref))
        return found

    def typed(self, logic: Compiled, type_ref: str | None, name: str) -> Compiled:
        """Return logic whose result conforms to the type of a reference, or is null."""
        item = self.item(type_ref)
        if item is None or item.anything:
            return logic
        inner, path = logic.run, self.path
        return Compiled(item.type, lambda values: conforming(inner(values), item, name, path))

    def _report(self, made: Expression) -> None:
        """Keep the diagnostics of an expression of this place."""
        for diagnostic in made.diagnostics:
            self.report(diagnostic)


def _runner(made: Expression, path: str) -> Run:
    """Return the function of an expression: traced when the present run keeps warnings, else fast."""

    def run(values: Mapping[str, Value]) -> Value:
        kept = present().warnings
        if kept is None:
            return made.evaluate(values)
        outcome = made.trace(values)
        kept.extend(warning if warning.path else warning.at(path) for warning in outcome.warnings)
        return outcome.value

    return run


def conforming(value: Value, item: ItemType, name: str, path: str = "") -> Value:
    """Return a value as its type wants it; null with a warning when it does not conform."""
    found = item.conform(value)
    if found is FAILED:
        run = present()
        run.at = None
        warn_at(path, codes.NOT_CONFORMING, name=name, wanted=item)
        return None
    return found


def warn_at(path: str, code: Code, **values: object) -> None:
    """Warn about a place of the document."""
    run = present()
    before = len(run.warnings) if run.warnings is not None else 0
    warn(code, **values)
    if run.warnings is not None and path:
        run.warnings[before:] = [warning.at(path) for warning in run.warnings[before:]]
