"""What the formula editor asks: completion, hover, signature help and renaming, all from the checker's own view."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from lark import UnexpectedInput

from engine_rules import codes
from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.checker import Checker
from engine_rules.expression import expression
from engine_rules.function import Function, Signature
from engine_rules.lexer import Token, Unreadable, tokens
from engine_rules.library import FUNCTIONS, find
from engine_rules.parser import interactive
from engine_rules.properties import PROPERTIES
from engine_rules.reads import Route, occurrences
from engine_rules.scope import Scope
from lowcode.kernel.diagnostics import Span
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import Label, label

PROBE: Final = "\u0001cursor"
"""The name that stands at the cursor while a half-written text is checked; nobody can write it."""

MAX_WORDS: Final = 5
"""How many words of a name may be written before the cursor."""
_WORD_END: Final = re.compile(r"[\w?]*$")
_CLOSERS: Final = (
    "RPAR", "RBRACK", "RCLOSE", "RBRACE", "THEN", "ELSE", "RETURN", "SATISFIES", "IN_ITER", "AND", "COLON", "DOTDOT",
    "NAME",
)  # fmt: skip
"""Terminals that end what is half written, in the order in which they are tried."""
_KEYWORDS: Final[Mapping[str, str]] = {
    "AND": "and", "OR": "or", "IN": "in", "BETWEEN": "between", "THEN": "then", "ELSE": "else", "RETURN": "return",
    "SATISFIES": "satisfies", "IF": "if", "FOR": "for", "SOME": "some", "EVERY": "every", "TRUE": "true",
    "FALSE": "false", "NULL": "null", "FUNCTION": "function",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that can be written at the cursor."""

    kind: Literal["name", "member", "function", "keyword"]
    text: str
    """What is inserted; a function without its parentheses."""
    span: Span
    """The stretch it replaces: what is already written of it."""
    type: str = ""
    """The type of a name, the first signature of a function."""
    documentation: Label | None = None


@dataclass(frozen=True, slots=True)
class Hover:
    """What stands under the pointer."""

    span: Span
    title: str
    """The name with its type, or a signature."""
    documentation: Label | None = None


@dataclass(frozen=True, slots=True)
class SignatureHelp:
    """The call that the cursor stands in."""

    name: str
    signatures: tuple[str, ...]
    active: int
    """The position of the argument being written, from 0."""
    parameters: tuple[str, ...]
    """The parameters of the first signature that takes so many arguments."""
    documentation: Label


# --- completion ---------------------------------------------------------------------------------------------------


class _Probe(Checker):
    """A checker that remembers what could be named at the cursor."""

    def __init__(self, text: str, scope: Scope) -> None:
        super().__init__(text, scope)
        self.names: dict[str, t.Type] | None = None
        self.base: t.Type | None = None

    def lookup(self, name: str, position: int | None = None) -> tuple[s.Binding, t.Type, bool]:
        """Note the names that can be seen from the cursor, innermost first."""
        if name == PROBE and self.names is None:
            self.names = dict(self._visible())
        return super().lookup(name, position)

    def member_type(self, node: s.Path, kind: t.Type) -> t.Type:
        """Note whose members can be named at the cursor."""
        if node.name == PROBE:
            self.base = kind
        return super().member_type(node, kind)

    def _visible(self) -> Iterator[tuple[str, t.Type]]:
        """Iterate over visible names and their types."""
        seen: set[str] = set()
        for frame in reversed(self.frames):
            if frame.item is not None and isinstance(frame.item.type, t.ContextType):
                for name, kind in (frame.item.type.members or {}).items():
                    if name not in seen:
                        seen.add(name)
                        yield name, kind
            for name, variable in frame.variables.items():
                if name not in seen:
                    seen.add(name)
                    yield name, variable.type
        for name, kind in self.scope.names.items():
            if name not in seen:
                yield name, kind


def complete(text: str, position: int, scope: Scope, *, cell: bool = False) -> list[Suggestion]:
    """Return what can be written at `position`: names first, then functions and keywords that fit what is there."""
    before = text[:position]
    accepted: set[str] = set()
    start = position
    for words in range(MAX_WORDS):
        # a name may have several words: when none can begin at the last word, one may begin at the word before it
        start = _back(before, words)
        probe = _Probe(before, scope)
        try:
            read = tokens(before[:start], scope.lexer_names, scope.types, cell=cell)
        except Unreadable:
            return []
        found = _checked(read, probe, start, cell=cell)
        accepted = accepted if words else found
        if probe.base is not None or probe.names is not None:
            return [*_offered(probe, before, start), *_keywords(accepted, before, _back(before, 0))]
    return _keywords(accepted, before, _back(before, 0))


def _back(before: str, words: int) -> int:
    """Return where the word at the end of a text begins, or so many words before it."""
    start = len(before)
    for _ in range(words + 1):
        start = len(before[:start].rstrip()) if start < len(before) else start
        word = _WORD_END.search(before[:start])
        start = word.start() if word else start
    return start


def _keywords(accepted: set[str], before: str, start: int) -> list[Suggestion]:
    """Return the keywords that can stand at the cursor."""
    words = [
        _offer("keyword", _KEYWORDS[one], before=before, start=start) for one in sorted(accepted & _KEYWORDS.keys())
    ]
    return [one for one in words if one is not None]


def _offered(probe: _Probe, before: str, start: int) -> list[Suggestion]:
    """Return the members, or the names and functions, that fit what is written."""
    offer = partial(_offer, before=before, start=start)
    if probe.base is not None:
        found = [offer("member", name, type=str(kind)) for name, kind in _members(probe.base)]
        return [one for one in found if one is not None]
    offered: list[Suggestion | None] = []
    if probe.names is not None:
        offered += [offer("name", name, type=str(kind)) for name, kind in probe.names.items()]
        offered += [
            offer("function", function.name, type=function.signatures[0].text, documentation=function.summary)
            for function in FUNCTIONS.values()
        ]
    return [one for one in offered if one is not None]


def _checked(read: list[Token], probe: _Probe, at: int, *, cell: bool) -> set[str]:
    """Check the tokens before the cursor with the probe at it, closed in any way that parses.

    Returns the terminals that can stand at the cursor.
    """
    parser = interactive(cell=cell)
    accepted: set[str] = set()
    try:
        for token in read:
            parser.feed_token(token)
        accepted = set(parser.accepts())
        parser.feed_token(Token("NAME", PROBE, at, at))
    except (UnexpectedInput, Unreadable):
        return accepted
    for _ in range(len(read) + 20):
        open_ = parser.accepts()
        if "$END" in open_:
            probe.check(parser.feed_eof())
            break
        closer = next((terminal for terminal in _CLOSERS if terminal in open_), None)
        if closer is None:
            break
        parser.feed_token(Token(closer, "" if closer != "NAME" else PROBE, at, at))
    return accepted


def _members(kind: t.Type) -> Iterator[tuple[str, t.Type]]:
    """Iterate over what can follow a dot after a value of a type."""
    while isinstance(kind, t.ListType):
        kind = kind.item
    if isinstance(kind, t.ContextType):
        yield from (kind.members or {}).items()
    else:
        for name, (found, _) in PROPERTIES.get(kind.name, {}).items():
            yield name, found


def _offer(
    kind: Literal["name", "member", "function", "keyword"],
    name: str,
    *,
    before: str,
    start: int,
    type: str = "",  # noqa: A002 - the field's name
    documentation: Label | None = None,
) -> Suggestion | None:
    """Return the suggestion if what is written before the cursor begins it; names may have several words."""
    position = len(before)
    lower = before.lower()
    for length in range(min(len(name), position), position - start - 1, -1):
        begin = position - length
        glued = begin > 0 and length > 0 and (before[begin - 1].isalnum() or before[begin - 1] == "_")
        if not glued and name.lower().startswith(lower[begin:]):
            return Suggestion(kind, name, Span(begin, position), type, documentation)
    return None


# --- hover and signatures -----------------------------------------------------------------------------------------


def hover(text: str, position: int, scope: Scope, *, cell: bool = False) -> Hover | None:
    """Return what stands at `position`: a function with its documentation, or a value with its type."""
    tree = expression(text, scope, cell=cell).tree
    if tree is None:
        return None
    found = [node for node in s.walk(tree) if node.start <= position < node.end]
    if not found:
        return None
    node = min(found, key=lambda one: one.end - one.start)
    span = Span(node.start, node.end)
    if isinstance(node, s.Name) and node.binding is not None and node.binding.kind == "builtin":
        function: Function = node.binding.function
        return Hover(span, function.signatures[0].text, function.summary)
    return Hover(span, f"{text[node.start : node.end]}: {node.type}")


def signature_help(text: str, position: int, scope: Scope, *, cell: bool = False) -> SignatureHelp | None:
    """Return the innermost built-in call whose parentheses are open at `position`."""
    try:
        read = tokens(text[:position], scope.lexer_names, scope.types, cell=cell)
    except Unreadable:
        return None
    open_: list[tuple[Function | None, int]] = []
    previous: Token | None = None
    for token in read:
        if token.type in {"LPAR_CALL", "LPAR", "LPAR_IN", "LBRACK", "FILTER", "LBRACE", "ROPEN"}:
            called = token.type == "LPAR_CALL" and previous is not None and previous.type == "NAME"
            open_.append((find(previous.value) if called and previous is not None else None, 0))
        elif token.type in {"RPAR", "RBRACK", "RCLOSE", "RBRACE"} and open_:
            open_.pop()
        elif token.type == "COMMA" and open_:
            function, commas = open_[-1]
            open_[-1] = function, commas + 1
        previous = token
    if not open_:
        return None
    function, active = open_[-1]
    if function is None:
        return None
    shown = next((one for one in function.signatures if _has_place(one, active)), function.signatures[0])
    names = tuple(parameter.name for parameter in shown.parameters)
    texts = tuple(one.text for one in function.signatures)
    return SignatureHelp(function.name, texts, active, names, function.summary)


def _has_place(one: Signature, position: int) -> bool:
    """Return whether a signature has an argument at a position."""
    return one.variadic or position < len(one.parameters)


# --- renaming -----------------------------------------------------------------------------------------------------


def rename(text: str, route: Route, new: str, scope: Scope, *, cell: bool = False) -> str:
    """Return the text with every mention of what `route` names (`("lines", "qty")`) written as `new`.

    Names that only look the same, such as those of another form or of a parameter, stay. Raises `Invalid` when the
    text does not parse, or when the renamed text would mean something else.
    """
    found = expression(text, scope, cell=cell)
    if found.tree is None:
        raise Invalid("the expression cannot be read", found.diagnostics)
    if new != route[-1] and new in _siblings(scope, route):
        raise Invalid(f"`{new}` exists already", [codes.NAME_TAKEN.report(name=new)])
    spans = {_name_span(text, one.node) for one in occurrences(found.tree, scope) if one.route == route}
    result = text
    for span in sorted(spans, reverse=True):
        result = result[: span.start] + new + result[span.end :]
    after = expression(result, _renamed(scope, route, new), cell=cell)
    same = {(*route[:-1], new) if one == route else _moved(one, route, new) for one in found.reads}
    if spans and after.reads != frozenset(same):
        raise Invalid(
            f"`{new}` cannot stand for `{route[-1]}` here",
            [codes.AMBIGUOUS_NAME.report(name=new, text=text)],
        )
    return result


def _siblings(scope: Scope, route: Route) -> Mapping[str, t.Type]:
    """Return the names beside the one that a route leads to."""
    names: Mapping[str, t.Type] = scope.names
    for name in route[:-1]:
        kind = names.get(name, t.ANY)
        while isinstance(kind, t.ListType):
            kind = kind.item
        names = (kind.members or {}) if isinstance(kind, t.ContextType) else {}
    return names


def _name_span(text: str, node: s.Node) -> Span:
    """Return the stretch of the name at the end of a path, or of the whole name."""
    name = str(getattr(node, "name", ""))
    pieces = [re.escape(piece) for piece in re.findall(r"\w+|[^\w\s]", name)]
    match = re.search(r"\s*".join(pieces) + r"\s*$", text[node.start : node.end])
    start = node.start + match.start() if match else node.start
    return Span(start, node.start + len(text[node.start : node.end].rstrip()))


def _moved(route: Route, old: Route, new: str) -> Route:
    """Return a route with the renamed part in its place."""
    return (*old[:-1], new, *route[len(old) :]) if route[: len(old)] == old else route


def _renamed(scope: Scope, route: Route, new: str) -> Scope:
    """Return the scope in which the last part of a route is called `new`."""

    def inside(kind: t.Type, rest: Route) -> t.Type:
        if isinstance(kind, t.ListType):
            return t.ListType(inside(kind.item, rest))
        if isinstance(kind, t.ContextType) and kind.members is not None:
            return t.ContextType(dict(_pairs(kind.members, rest)))
        return kind

    def _pairs(names: Mapping[str, t.Type], rest: Route) -> Iterator[tuple[str, t.Type]]:
        for name, kind in names.items():
            if name != rest[0]:
                yield name, kind
            elif len(rest) == 1:
                yield new, kind
            else:
                yield name, inside(kind, rest[1:])

    required = frozenset(new if name == route[0] and len(route) == 1 else name for name in scope.required)
    return Scope(dict(_pairs(scope.names, route)), scope.types, required)


KIND_WORDS: Final[Mapping[str, Label]] = {
    "name": label("name", "名称"),
    "member": label("member", "成员"),
    "function": label("function", "函数"),
    "keyword": label("keyword", "关键字"),
}
"""What the kinds of suggestions are called in the editor."""
