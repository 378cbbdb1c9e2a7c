"""The pieces of a decision table's input: values that all plain cells of the column treat alike.

The fixed values that cells compare with cut an ordered type into points and the stretches between them; whether a
cell lets a value pass is the same for all values of a piece, so one sample of each says it exactly.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cmp_to_key
from typing import Final

from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.expression import expression
from engine_rules.numbers import ONE, plain
from engine_rules.operators import add, equal, less, subtract
from engine_rules.scope import Scope
from engine_rules.temporal import DAY, DaysTime, Time, YearsMonths
from engine_rules.texts import nested
from engine_rules.values import Value, kind_of

_DAY: Final = DaysTime(DAY)
_MONTH: Final = YearsMonths(1)
_NO_NAMES: Final = Scope({})
_HALF: Final = Decimal("0.5")
_ORDERING: Final = (s.UnaryComparison, s.RangeLiteral, s.Between)


@dataclass(frozen=True, slots=True)
class Piece:
    """A point (`low` is `high`) or an open stretch of values, with a value of it."""

    sample: Value
    low: Value = None
    high: Value = None
    point: bool = False


def constants(tree: s.Node | None, text: str) -> list[Value] | None:
    """Return the fixed values that a cell compares its input with; None when it is no plain test."""
    if not isinstance(tree, s.UnaryTests):
        return None
    return _of_all(tree.tests, text)


def _of_all(nodes: Sequence[s.Node], text: str) -> list[Value] | None:
    """Return the fixed values of several tests."""
    found: list[Value] = []
    for node in nodes:
        values = _of_test(node, text)
        if values is None:
            return None
        found += values
    return found


def _of_test(node: s.Node, text: str) -> list[Value] | None:
    """Return the fixed values of one test."""
    match node:
        case s.UnaryComparison(operand=operand):
            return _fixed([operand], text)
        case s.RangeLiteral(low=low, high=high):
            return _fixed([low, high], text)
        case s.ListLiteral(items=items) | s.Logic(operands=items):
            return _of_all(items, text)
        case s.Comparison(left=left, right=right):
            sides = [side for side in (left, right) if not _is_input(side)]
            return _fixed(sides, text) if len(sides) == 1 else None
        case s.Between(value=value, low=low, high=high) if _is_input(value):
            return _fixed([low, high], text)
        case s.In(value=value, tests=tests) if _is_input(value):
            return _of_all(tests, text)
        case s.Call(callee=s.Name(name="not"), positional=[inner]) if _mentions_input(inner):
            return _of_test(inner, text)
        case _:
            return _fixed([node], text)


def _fixed(nodes: Iterable[s.Node], text: str) -> list[Value] | None:
    """Return the values of nodes that name nothing; None when one names something or is no simple value."""
    found: list[Value] = []
    for node in nodes:
        for one in s.walk(node):
            if isinstance(one, s.Name) and not _is_pure(one):
                return None
        value = expression(text[node.start : node.end], _NO_NAMES).evaluate({})
        if value is not None and kind_of(value) not in t.ORDERED | {t.BOOLEAN}:
            return None
        found.append(value)
    return found


def _is_pure(name: s.Name) -> bool:
    """Return whether a name is a function that always gives the same."""
    binding = name.binding
    return binding is not None and binding.kind == "builtin" and binding.function.pure


def _is_input(node: s.Node) -> bool:
    """Return whether a node is the input `?`."""
    return isinstance(node, s.Name) and node.name == "?"


def _mentions_input(node: s.Node) -> bool:
    """Return whether the input stands anywhere below a node."""
    return any(_is_input(one) for one in s.walk(node))


def compares_order(tree: s.Node | None) -> bool:
    """Return whether a cell uses the order of values, not only whether they are equal."""
    if tree is None:
        return False
    return any(
        (isinstance(one, s.Comparison) and one.op not in {"=", "!="}) or isinstance(one, _ORDERING)
        for one in s.walk(tree)
    )


def pieces(kind: t.Type, values: Sequence[Value], *, ordered: bool) -> list[Piece] | None:
    """Return the pieces that values of a type cut it into; None when they cannot be put in order."""
    if kind is t.BOOLEAN:
        return [Piece(value, value, value, point=True) for value in (True, False)]
    different = _different(value for value in values if kind_of(value) is kind)
    points = different if kind is t.STRING and not ordered else _sorted(different)
    if points is None or (kind not in t.ORDERED and points):
        return None
    if not points:
        return [Piece(_ANYTHING.get(kind))]
    if kind is t.STRING and not ordered:
        other = "…"
        while other in points:
            other += "…"
        return [*(Piece(point, point, point, point=True) for point in points), Piece(other)]
    return _stretches(kind, points)


_ANYTHING: Final[Mapping[t.Type, Value]] = {t.NUMBER: ONE, t.STRING: "…", t.DAYS_TIME: _DAY, t.YEARS_MONTHS: _MONTH}
"""A value of a type that no cell looks at."""


def _stretches(kind: t.Type, points: list[Value]) -> list[Piece]:
    """Return points and the stretches before, between and after them, as far as they have values."""
    found: list[Piece] = []
    before: Value = None
    for point in points:
        sample = _below(kind, point) if before is None else _between(kind, before, point)
        if sample is not None:
            found.append(Piece(sample, before, point))
        found.append(Piece(point, point, point, point=True))
        before = point
    sample = _above(kind, before)
    if sample is not None:
        found.append(Piece(sample, before, None))
    return found


def _different(values: Iterable[Value]) -> list[Value]:
    """Return values without repetitions."""
    different: list[Value] = []
    for value in values:
        if all(equal(value, other) is not True for other in different):
            different.append(value)
    return different


def _sorted(different: list[Value]) -> list[Value] | None:
    """Return different values in order, None when two have no order (a time with and one without a zone)."""
    if any(less(one, other) is None for one in different for other in different):
        return None
    return sorted(different, key=cmp_to_key(lambda one, other: -1 if less(one, other) else 1))


def _between(kind: t.Type, low: Value, high: Value) -> Value:
    """Return a value between two, a whole one if there is; null when there is none."""
    if kind is t.NUMBER:
        whole = low.to_integral_value("ROUND_FLOOR") + 1
        return whole if whole < high else (low + high) * _HALF
    if kind is t.STRING:
        return low + " " if low + " " < high else None
    if kind is t.YEARS_MONTHS:
        middle = (low.months + high.months) // 2
        return YearsMonths(middle) if middle > low.months else None
    if kind is t.DAYS_TIME:
        half = (low.ns + high.ns) // 2
        return DaysTime(half) if half > low.ns else None
    span = subtract(high, low)
    step = DaysTime(span.ns // 2)
    if kind is t.DATE:
        step = DaysTime(step.ns // DAY * DAY)
    return add(low, step) if step.ns > 0 else None


def _below(kind: t.Type, point: Value) -> Value:
    """Return a value below one; null when there is none."""
    if kind is t.STRING:
        return "" if point else None
    if kind is t.TIME:
        return Time(point.ns // 2, point.zone) if point.ns else None
    return subtract(point, _STEPS[kind])


def _above(kind: t.Type, point: Value) -> Value:
    """Return a value above one; null when there is none."""
    if kind is t.STRING:
        return point + " "
    if kind is t.TIME:
        ns = (point.ns + DAY) // 2
        return Time(ns, point.zone) if point.ns < ns < DAY else None
    return add(point, _STEPS[kind])


_STEPS: Final[Mapping[t.Type, Value]] = {
    t.NUMBER: ONE,
    t.DATE: _DAY,
    t.DATE_TIME: _DAY,
    t.DAYS_TIME: _DAY,
    t.YEARS_MONTHS: _MONTH,
}
"""How far outside of the outermost points samples are taken."""


def region(of: Sequence[Piece], chosen: Sequence[int]) -> str:
    """Return the test that pieces of a column pass, `-` for all of them."""
    if len(chosen) == len(of):
        return "-"
    runs: list[list[int]] = []
    for at in chosen:
        if runs and at == runs[-1][-1] + 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return ", ".join(part for run in runs for part in _run_texts([of[at] for at in run]))


def _run_texts(run: Sequence[Piece]) -> list[str]:
    """Return the tests of neighbouring pieces: one stretch, or each value by itself when they have no stretch."""
    if all(piece.point for piece in run):
        return [_text(piece.low) for piece in run]
    if any(not piece.point and piece.low is None and piece.high is None for piece in run):
        return [_text(piece.low) for piece in run if piece.point] + ["…"]
    first, last = run[0], run[-1]
    low, high = first.low, last.high
    if low is None:
        return [f"{'<=' if last.point else '<'} {_text(high)}"]
    if high is None:
        return [f"{'>=' if first.point else '>'} {_text(low)}"]
    return [f"{'[' if first.point else '('}{_text(low)}..{_text(high)}{']' if last.point else ')'}"]


def _text(value: Value) -> str:
    """Return a value as a person writes it in a cell."""
    return plain(value) if isinstance(value, Decimal) else nested(value)
