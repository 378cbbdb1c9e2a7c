"""`range`."""

from typing import Final

from engine_rules import syntax as s
from engine_rules.evaluation import NoResult
from engine_rules.function import function
from engine_rules.functions.date import FUNCTION as _DATE
from engine_rules.functions.date_and_time import FUNCTION as _DATE_AND_TIME
from engine_rules.functions.duration import FUNCTION as _DURATION
from engine_rules.functions.time import FUNCTION as _TIME
from engine_rules.lexer import Names
from engine_rules.operators import less_equal, make_range, negate
from engine_rules.parser import parse
from engine_rules.values import Range, Value

_CALLS: Final = {call.name: call for call in (_DATE, _DATE_AND_TIME, _DURATION, _TIME)}
"""The functions that an endpoint may be written with."""
_NAMES: Final = Names(tuple(_CALLS))


def of_text(text: str) -> Range:
    """Return the range that a text shows, such as `[1..10)`; its endpoints are literals, the lower one first.

    Raises `NoResult` for any other text.
    """
    tree = parse(text, _NAMES, {}).tree
    if isinstance(tree, s.RangeLiteral):
        low, high = _literal(tree.low), _literal(tree.high)
        found = make_range(low, high, tree.low_included, tree.high_included)
        if found is not None and less_equal(low, high):
            return found
    raise NoResult(f'"{text[:40]}" is no range', f'"{text[:40]}" 不是范围')


def _literal(node: s.Node) -> Value:
    """Return the value of a literal, or of a date, time or duration made of literals; null for anything else."""
    if isinstance(node, s.Literal | s.AtLiteral):
        return node.value
    if isinstance(node, s.Negation):
        return negate(_literal(node.operand))
    if isinstance(node, s.Call) and isinstance(node.callee, s.Name) and node.callee.name in _CALLS:
        values = [argument.value for argument in node.positional if isinstance(argument, s.Literal)]
        return _CALLS[node.callee.name].call(*values) if len(values) == len(node.positional) else None
    return None


FUNCTION = function(
    "range",
    "conversion",
    "range(from: string) -> range<Any>",
    ("The range that a text shows, such as [1..10).", "文本所表示的范围，例如 [1..10)。"),
    [
        ('range("[18..21)")', "[18..21)"),
        ('range("[date(\\"2026-01-01\\")..date(\\"2026-12-31\\")]")', '[@"2026-01-01"..@"2026-12-31"]'),
        ('range("(\\"甲\\"..\\"甲乙\\"]")', '("甲".."甲乙"]'),
        ('range("[2..1]")', "null"),
        ('range("1..2")', "null"),
        ("range(null)", "null"),
    ],
    of_text,
    without_sql="A row holds no ranges.",
)
