"""Parses an expression, or the unary tests of a decision table cell, into its syntax tree."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, Final

from lark import Lark, Transformer, UnexpectedToken, v_args
from lark.exceptions import VisitError
from lark.lexer import Lexer, LexerState
from lark.lexer import Token as LarkToken

from engine_rules import codes, temporal
from engine_rules import syntax as s
from engine_rules.lexer import MAX_DEPTH, Names, Token, Unreadable, tokens
from engine_rules.numbers import CONTEXT, MAX_EXPONENT
from engine_rules.types import ANY, Type
from lowcode.kernel.diagnostics import Code, Diagnostic, Span

WORDS: Final[Mapping[str, str]] = {
    "NAME": "a name", "NUMBER": "a number", "STRING": "a text", "AT": "a date", "LPAR": "`(`", "RPAR": "`)`",
    "LBRACK": "`[`", "RBRACK": "`]`", "LBRACE": "`{`", "RBRACE": "`}`", "COMMA": "`,`", "COLON": "`:`", "DOT": "`.`",
    "DOTDOT": "`..`", "KEY": "a key", "LPAR_CALL": "`(`", "THEN": "`then`", "ELSE": "`else`", "RETURN": "`return`",
    "SATISFIES": "`satisfies`", "AND": "`and`", "OR": "`or`", "IN_ITER": "`in`", "TYPE": "a type",
}  # fmt: skip
"""How the terminals that a person can be told to write are called."""

_OPERAND_STARTS: Final = frozenset({"NAME", "NUMBER", "STRING", "AT", "LPAR", "LBRACK", "LBRACE"})


class TooDeepError(Exception):
    """The tree is deeper than `MAX_DEPTH`."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What came of a text: a tree, or the diagnostics that say why there is none."""

    text: str
    tree: s.Node | None
    diagnostics: tuple[Diagnostic, ...] = ()


class _NoLexer(Lexer):
    """The grammar is fed with tokens; Lark itself never reads a text."""

    def __init__(self, _conf: object) -> None:
        """Take and forget the configuration."""

    def lex(self, lexer_state: LexerState, parser_state: Any) -> Iterator[LarkToken]:
        """Return no tokens."""
        del lexer_state, parser_state
        return iter(())


def _depth(node: s.Node) -> int:
    """Return how deep the tree below `node` is, as far as more than the limit matters."""
    deepest = 0
    level: list[s.Node] = [node]
    while level:
        deepest += 1
        if deepest > MAX_DEPTH:
            raise TooDeepError
        level = [child for one in level for child in s.children(one)]
    return deepest


@v_args(inline=True)
class _Builder(Transformer[Any, s.Node]):
    """Builds the nodes while the parser reduces."""

    def expression(self, node: s.Node) -> s.Node:
        return node

    def unary_tests(self, tests: list[s.Node]) -> s.Node:
        return s.UnaryTests(tests[0].start, tests[-1].end, tests, negated=False)

    def negated_tests(self, opening: Token, tests: list[s.Node], closing: Token) -> s.Node:
        return s.UnaryTests(opening.start_pos, closing.end_pos, tests, negated=True)

    def tests(self, *parts: Any) -> list[s.Node]:
        return [part for part in parts if isinstance(part, s.Node)]

    arguments = parameters = iterators = named_arguments = tests

    def unary_comparison(self, op: Token, operand: s.Node) -> s.Node:
        return s.UnaryComparison(op.start_pos, operand.end, _sign(op), operand)

    def comparator(self, op: Token) -> Token:
        return op

    def logic(self, left: s.Node, op: Token, right: s.Node) -> s.Node:
        word = str(op.value)
        if isinstance(left, s.Logic) and left.op == word and left.start >= 0:
            left.operands.append(right)
            left.end = right.end
            return left
        return s.Logic(left.start, right.end, word, [left, right])

    def comparison(self, left: s.Node, op: Token, right: s.Node) -> s.Node:
        return s.Comparison(left.start, right.end, _sign(op), left, right)

    def between(self, value: s.Node, _between: Token, low: s.Node, _and: Token, high: s.Node) -> s.Node:
        return s.Between(value.start, high.end, value, low, high)

    def in_test(self, value: s.Node, _in: Token, test: s.Node) -> s.Node:
        return s.In(value.start, test.end, value, [test])

    def in_tests(self, value: s.Node, _in: Token, _open: Token, tests: list[s.Node], closing: Token) -> s.Node:
        return s.In(value.start, closing.end_pos, value, tests)

    def arithmetic(self, left: s.Node, op: Token, right: s.Node) -> s.Node:
        sign = "**" if op.value == "^" else str(op.value)
        return s.Arithmetic(left.start, right.end, sign, left, right)

    def negation(self, minus: Token, operand: s.Node) -> s.Node:
        if isinstance(operand, s.Literal) and type(operand.value) is Decimal and operand.value >= 0:
            return s.Literal(minus.start_pos, operand.end, -operand.value)
        return s.Negation(minus.start_pos, operand.end, operand)

    def percent(self, operand: s.Node, sign: Token) -> s.Node:
        hundred = s.Literal(sign.start_pos, sign.end_pos, Decimal(100))
        return s.Arithmetic(operand.start, sign.end_pos, "/", operand, hundred)

    def instance_of(self, value: s.Node, kind: Token) -> s.Node:
        return s.InstanceOf(value.start, kind.end_pos, value, kind.value)

    def path(self, base: s.Node, _dot: Token, name: Token) -> s.Node:
        return s.Path(base.start, name.end_pos, base, name.value)

    def filter(self, base: s.Node, _open: Token, condition: s.Node, closing: Token) -> s.Node:
        return s.Filter(base.start, closing.end_pos, base, condition)

    def call(self, callee: s.Node, _open: Token, *rest: Any) -> s.Node:
        given: list[Any] = rest[0] if len(rest) > 1 else []
        end = rest[-1].end_pos
        if given and isinstance(given[0], s.Argument):
            _unique([(argument.name, argument) for argument in given], codes.DUPLICATE_PARAMETER)
            return s.Call(callee.start, end, callee, [], given)
        return s.Call(callee.start, end, callee, given, [])

    def named_argument(self, name: Token, _colon: Token, value: s.Node) -> s.Node:
        return s.Argument(name.start_pos, value.end, name.value, value)

    def number(self, token: Token) -> s.Node:
        try:
            value = CONTEXT.create_decimal(token.value)
        except DecimalException:
            value = Decimal("Infinity")
        if not value.is_finite() or value.adjusted() > MAX_EXPONENT:
            span = Span(token.start_pos, token.end_pos)
            raise Unreadable(codes.BAD_NUMBER.report(span, found=token.value))
        return s.Literal(token.start_pos, token.end_pos, value)

    def string(self, token: Token) -> s.Node:
        return s.Literal(token.start_pos, token.end_pos, token.value)

    def true(self, token: Token) -> s.Node:
        return s.Literal(token.start_pos, token.end_pos, True)

    def false(self, token: Token) -> s.Node:
        return s.Literal(token.start_pos, token.end_pos, False)

    def null(self, token: Token) -> s.Node:
        return s.Literal(token.start_pos, token.end_pos, None)

    def at_literal(self, token: Token) -> s.Node:
        text = token.value
        value = (
            temporal.read_duration(text)
            or temporal.read_date(text)
            or temporal.read_time(text)
            or temporal.read_date_time(text)
        )
        return s.AtLiteral(token.start_pos, token.end_pos, text, value)

    def name(self, token: Token) -> s.Node:
        return s.Name(token.start_pos, token.end_pos, token.value)

    def parenthesis(self, opening: Token, inner: s.Node, closing: Token) -> s.Node:
        if isinstance(inner, s.Logic):
            # a group of its own: `(a and b) and c` keeps its shape, and later operands do not join it
            return s.Logic(-1 - opening.start_pos, closing.end_pos, inner.op, inner.operands)
        inner.start, inner.end = opening.start_pos, closing.end_pos
        return inner

    def list_literal(self, opening: Token, *parts: Any) -> s.Node:
        items = [part for part in parts if isinstance(part, s.Node)]
        return s.ListLiteral(opening.start_pos, parts[-1].end_pos, items)

    def context(self, opening: Token, *parts: Any) -> s.Node:
        entries = [part for part in parts if isinstance(part, s.Entry)]
        _unique([(entry.key, entry) for entry in entries], codes.DUPLICATE_KEY)
        return s.ContextLiteral(opening.start_pos, parts[-1].end_pos, entries)

    def entry(self, key: Token, _colon: Token, value: s.Node) -> s.Node:
        return s.Entry(key.start_pos, value.end, key.value, value)

    def range(self, opening: Token, low: s.Node, _dots: Token, high: s.Node, closing: Token) -> s.Node:
        included = opening.type == "LBRACK", closing.type == "RBRACK"
        return s.RangeLiteral(opening.start_pos, closing.end_pos, low, high, *included)

    def if_(self, word: Token, condition: s.Node, _then: Token, then: s.Node, _else: Token, other: s.Node) -> s.Node:
        return s.If(word.start_pos, other.end, condition, then, other)

    def for_(self, word: Token, iterators: list[s.Iterator_], _return: Token, body: s.Node) -> s.Node:
        return s.For(word.start_pos, body.end, iterators, body)

    def quantified(self, word: Token, iterators: list[s.Iterator_], _satisfies: Token, condition: s.Node) -> s.Node:
        return s.Quantified(word.start_pos, condition.end, word.value, iterators, condition)

    def iterator(self, name: Token, _in: Token, domain: s.Node, *until: Any) -> s.Node:
        last = until[1] if until else None
        return s.Iterator_(name.start_pos, (last or domain).end, name.value, domain, last)

    def parameter(self, name: Token, *kind: Token) -> s.Node:
        end = kind[0].end_pos if kind else name.end_pos
        return s.Parameter(name.start_pos, end, name.value, kind[0].value if kind else ANY)

    def function(self, word: Token, _open: Token, *rest: Any) -> s.Node:
        parameters: list[s.Parameter] = rest[0] if isinstance(rest[0], list) else []
        _unique([(parameter.name, parameter) for parameter in parameters], codes.DUPLICATE_PARAMETER)
        return s.FunctionLiteral(word.start_pos, rest[-1].end, parameters, rest[-1], external=False)

    def external(self, word: Token, _open: Token, *rest: Any) -> s.Node:
        node = self.function(word, _open, *rest)
        if isinstance(node, s.FunctionLiteral):
            node.external = True
        return node


def _unique(named: Sequence[tuple[str, s.Node]], code: Code) -> None:
    """Raise `Unreadable` when a name stands twice."""
    seen: set[str] = set()
    for name, node in named:
        if name in seen:
            raise Unreadable(code.report(Span(node.start, node.end), name=name))
        seen.add(name)


def _sign(op: Token) -> str:
    """Return the comparison as it is written in FEEL."""
    return "!=" if op.type == "NE" else str(op.value)


@lru_cache(maxsize=1)
def _lark() -> Lark:
    """Return the parser of the grammar, built once."""
    grammar = FilePath(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer=_NoLexer,
        start=["expression", "unary_tests"],
        transformer=_Builder(),
        maybe_placeholders=False,
    )


def interactive(*, cell: bool = False) -> Any:
    """Return a parser that takes tokens one by one, knows which terminals can follow, and builds the same tree."""
    return _lark().parse_interactive(start="unary_tests" if cell else "expression")


def parse(text: str, names: Names, types: Mapping[str, Type], *, cell: bool = False) -> Parsed:
    """Return the tree of an expression, or of a decision table's cell, with the diagnostics if there is none."""
    if not text.strip() or (cell and text.strip() == "-"):
        if cell:
            return Parsed(text, s.UnaryTests(0, len(text), [], negated=False))
        return Parsed(text, None, (codes.EMPTY.report(Span(0, len(text))),))
    try:
        tree = _tree(text, names, types, cell=cell)
        _depth(tree)
    except Unreadable as error:
        return Parsed(text, None, (error.diagnostic,))
    except TooDeepError:
        return Parsed(text, None, (codes.TOO_DEEP.report(Span(0, len(text)), limit=MAX_DEPTH),))
    for node in s.walk(tree):
        if node.start < 0:
            node.start = -1 - node.start
    return Parsed(text, tree)


def _tree(text: str, names: Names, types: Mapping[str, Type], *, cell: bool) -> s.Node:
    """Feed the tokens of `text` to the parser."""
    read = tokens(text, names, types, cell=cell)
    parser = interactive(cell=cell)
    feed: Any = parser.feed_token
    try:
        for token in read:
            feed(token)
        end: Any = parser.feed_eof
        tree: s.Node = end()
    except UnexpectedToken as error:
        raise Unreadable(_unexpected(text, error)) from None
    except VisitError as error:
        if isinstance(error.orig_exc, Unreadable):
            raise error.orig_exc from None
        raise
    return tree


def _unexpected(text: str, error: UnexpectedToken) -> Diagnostic:
    """Return what stands in the wrong place, and what could stand there."""
    accepted: set[str] = error.accepts or error.expected or set()
    if accepted >= _OPERAND_STARTS:
        accepted = (accepted - _OPERAND_STARTS - {"KEY", "RBRACK", "RBRACE", "RPAR"}) | {"value"}
    known = {WORDS[terminal] for terminal in accepted if terminal in WORDS}
    words = sorted(known | ({"a value"} if "value" in accepted else set()))
    expected = ", ".join(words) if words else "an operator"
    token: Any = error.token
    if token.type == "$END":
        return codes.UNEXPECTED_END.report(Span(len(text), len(text)), expected=expected)
    span = Span(token.start_pos, token.end_pos)
    return codes.UNEXPECTED_TOKEN.report(span, found=text[span.start : span.end], expected=expected)
