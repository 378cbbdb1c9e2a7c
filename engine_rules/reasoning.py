"""`Reason`: why an expression is true, false or unknown: its parts with the value of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from engine_rules import syntax as s
from engine_rules.expression import Expression
from engine_rules.targets.python.program import Program
from engine_rules.values import Value

_DEEPEST: Final = 8
"""How many levels of parts are told."""
_CLOCK: Final = frozenset({"now", "today"})
"""The functions that ask for the time."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of an expression, what it came to, and why."""

    text: str
    """The part as it is written."""
    value: Value
    """What it came to."""
    kind: str
    """`and`, `or`, `comparison`, `value`, …: what it is."""
    parts: tuple["Reason", ...] = ()
    """What it is made of."""


def reason(found: Expression, values: Mapping[str, Value]) -> Reason:
    """Return why an expression comes to what it does with the values of names."""
    if found.tree is None:
        return Reason(found.text, None, "value")
    return _reason(found.text, found.tree, values, _DEEPEST)


def reads_clock(found: Expression) -> bool:
    """Return whether the value of an expression changes by time alone."""
    if found.tree is None:
        return False
    return any(
        isinstance(one, s.Call) and isinstance(one.callee, s.Name) and one.callee.name.lower() in _CLOCK
        for one in s.walk(found.tree)
    )


@lru_cache(maxsize=2_000)
def _program(node: s.Node) -> Program:
    """Return the compiled functions of a part."""
    return Program(node)


def _reason(text: str, node: s.Node, values: Mapping[str, Value], depth: int) -> Reason:
    """Return why a part comes to what it does."""
    value = _program(node).evaluate(values)
    own = text[max(node.start, 0) : node.end]
    parts = tuple(_reason(text, one, values, depth - 1) for one in _parts(node)) if depth else ()
    return Reason(own, value, _kind(node), parts)


def _parts(node: s.Node) -> Iterator[s.Node]:
    """Iterate over the parts worth telling: those that have a value of their own, and are no constants."""
    match node:
        case s.Logic(operands=operands):
            yield from operands
        case s.Comparison(left=left, right=right):
            yield from (one for one in (left, right) if not _constant(one))
        case s.Between(value=value, low=low, high=high):
            yield from (one for one in (value, low, high) if not _constant(one))
        case s.In(value=value):
            yield value
        case s.Call(positional=positional):
            yield from (one for one in positional if not _constant(one))
        case s.Arithmetic(left=left, right=right):
            yield from (one for one in (left, right) if not _constant(one))
        case s.If(condition=condition, then=then, otherwise=otherwise):
            yield from (one for one in (condition, then, otherwise) if not _constant(one))
        case _:
            return


def _constant(node: s.Node) -> bool:
    """Return whether a part is written out."""
    return isinstance(node, s.Literal | s.AtLiteral | s.ListLiteral | s.FunctionLiteral)


def _kind(node: s.Node) -> str:
    """Return what a part is."""
    if isinstance(node, s.Logic):
        return node.op
    return {s.Comparison: "comparison", s.Between: "comparison", s.In: "comparison", s.Call: "call"}.get(
        type(node), "value"
    )
