"""`expression(text, scope)`: parsed, checked and compiled once, and kept; the front door of the language."""

from collections.abc import Mapping
from functools import cached_property

from engine_rules import codes
from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.checker import check
from engine_rules.lexer import MAX_DEPTH
from engine_rules.parser import parse
from engine_rules.reads import reads
from engine_rules.scope import Scope
from engine_rules.targets.python.program import Evaluate, Outcome, Program
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic, Span

MAX_KEPT = 5_000
"""How many compiled expressions a scope keeps."""


class Expression:
    """One expression in one scope."""

    def __init__(self, text: str, scope: Scope, *, cell: bool = False, fold: bool = True) -> None:
        """Parse and check the text; it is compiled when it is first evaluated. See `check` for `fold`."""
        self.text = text
        self.scope = scope
        self.cell = cell
        parsed = parse(text, scope.lexer_names, scope.types, cell=cell)
        self.tree: s.Node | None = parsed.tree
        found = list(parsed.diagnostics)
        if parsed.tree is not None:
            try:
                found += check(text, parsed.tree, scope, fold=fold)
            except RecursionError:
                self.tree = None
                found.append(codes.TOO_DEEP.report(Span(0, len(text)), limit=MAX_DEPTH))
        self.diagnostics: tuple[Diagnostic, ...] = tuple(found)
        """What is wrong; only a text that does not parse has no value at all."""

    @property
    def type(self) -> t.Type:
        """Return the type of its value, `Any` where only the run knows."""
        return t.ANY if self.tree is None else self.tree.type

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """Return the diagnostics that stop a publication."""
        return tuple(found for found in self.diagnostics if found.severity == "error")

    @cached_property
    def reads(self) -> frozenset[tuple[str, ...]]:
        """Return the paths it reads of its scope: `("lines", "quantity")`, `("customer", "level")`."""
        return frozenset() if self.tree is None else reads(self.tree, self.scope)

    @cached_property
    def _program(self) -> Program | None:
        """Return the compiled functions."""
        if self.tree is None:
            return None
        try:
            return Program(self.tree)
        except (RecursionError, SyntaxError, MemoryError):
            self.diagnostics += (codes.TOO_DEEP.report(Span(0, len(self.text)), limit=MAX_DEPTH),)
            return None

    @cached_property
    def evaluate(self) -> Evaluate:
        """Return the compiled function: from the values of names (missing ones are null) to the value."""
        program = self._program
        return _null if program is None else program.evaluate

    def trace(self, values: Mapping[str, Value]) -> Outcome:
        """Return the value with warnings that say where and why it met null."""
        program = self._program
        return Outcome(None, self.diagnostics) if program is None else program.trace(values)


def _null(_values: Mapping[str, Value]) -> Value:
    """Return null: the value of a text that is no expression."""
    return None


def expression(text: str, scope: Scope, *, cell: bool = False) -> Expression:
    """Return the expression of a text in a scope; the same object for the same text and scope."""
    kept = scope.kept
    key = (text, cell)
    found = kept.get(key)
    if found is None:
        if len(kept) >= MAX_KEPT:
            kept.clear()
        found = kept[key] = Expression(text, scope, cell=cell)
    return found
