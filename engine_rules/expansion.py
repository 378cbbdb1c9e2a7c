"""What shorthand stands for: calls such as `SUMIF` and arithmetic over the columns of a list."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from engine_rules import syntax as s
from engine_rules.function import Function, Signature
from engine_rules.lexer import Names
from engine_rules.library import NAMES
from engine_rules.parser import parse

FOLDED = {"and": "and", "or": "or"}
"""Expansions that fold any number of arguments with an operator."""


def expanded(node: s.Call, function: Function) -> s.Node | None:
    """Return what stands for a call of `function`, None when no signature takes its arguments."""
    text = function.expansion
    for one in function.signatures:
        given = _given(node, one)
        if given is None:
            continue
        count = len(node.positional) + len(node.named)
        template = text if isinstance(text, str) else (text or {}).get(count)
        if template in FOLDED:
            operands = list(given.values())
            if not operands:
                return None
            if len(operands) == 1:
                operands.append(s.Literal(node.start, node.end, template == "and"))
            return _placed(s.Logic(0, 0, template, operands), node)
        if template is not None:
            return _filled(template, given, one, node)
    return None


def _given(node: s.Call, one: Signature) -> dict[str, s.Node] | None:
    """Return the arguments of a call by parameter, None when the signature does not take them."""
    if node.named:
        named = {argument.name: argument.value for argument in node.named}
        names = {parameter.name for parameter in one.parameters}
        required = {p.name for p in one.parameters if not p.optional}
        return named if required <= named.keys() <= names else None
    if not one.takes(len(node.positional)):
        return None
    if one.variadic:
        return {str(position): argument for position, argument in enumerate(node.positional)}
    return {p.name: argument for p, argument in zip(one.parameters, node.positional, strict=False)}


def _filled(template: str, given: Mapping[str, s.Node], one: Signature, call: s.Call) -> s.Node:
    """Return the template with the arguments in the places of the parameters; left-out ones are null."""
    tree = _template(template, tuple(parameter.name for parameter in one.parameters))
    names = {parameter.name for parameter in one.parameters}

    def replace(node: s.Node) -> s.Node | None:
        if isinstance(node, s.Name) and node.name in names:
            argument = given.get(node.name)
            if argument is None:
                return s.Literal(call.start, call.end, None)
            return s.copied(argument, lambda _: None)
        return None

    return _copied_at(tree, replace, call)


@lru_cache(maxsize=256)
def _template(text: str, parameters: tuple[str, ...]) -> s.Node:
    """Return the tree of an expansion. Raises `ValueError` when a function's file holds a wrong one."""
    parsed = parse(text, Names(parameters, NAMES), {})
    if parsed.tree is None:
        msg = f"{text}: {parsed.diagnostics[0].text()}"
        raise ValueError(msg)
    for node in s.walk(parsed.tree):
        if isinstance(node, s.Iterator_) and node.name == "item":
            node.open = True
    return parsed.tree


def _copied_at(node: s.Node, replace: Callable[[s.Node], s.Node | None], place: s.Node) -> s.Node:
    """Return a copy of a template's tree, all of whose own nodes stand where `place` stands."""
    other = replace(node)
    if other is not None:
        return other
    result = s.copied(node, lambda inner: None if inner is node else _copied_at(inner, replace, place))
    return _placed(result, place)


def _placed(node: s.Node, place: s.Node) -> s.Node:
    """Return a node whose stretch of text is that of `place`."""
    node.start, node.end = place.start, place.end
    return node


def over_rows(node: s.Node, source: Callable[[s.Node], str]) -> s.Node | None:
    """Return the `for` that arithmetic over columns stands for: `lines.qty * lines.price` is one value per line.

    None when it is not such arithmetic: every list in it must be a column of the same list, named the same way.
    """
    columns: list[s.Path] = []
    if not _columns(node, columns) or len({source(column.base) for column in columns}) != 1:
        return None
    rows = columns[0].base

    def replace(inner: s.Node) -> s.Node | None:
        if isinstance(inner, s.Path) and any(inner is column for column in columns):
            return s.Path(inner.start, inner.end, s.Name(inner.start, inner.end, "item"), inner.name)
        return None

    inner: s.Node = node
    body = s.copied(inner, replace)
    for part in s.walk(body):
        part.expanded = None
    iterator = s.Iterator_(rows.start, rows.end, "item", s.copied(rows, lambda _: None), None)
    return s.For(node.start, node.end, [iterator], body)


def _columns(node: s.Node, columns: list[s.Path]) -> bool:
    """Collect the columns in arithmetic; return False when it holds another kind of list."""
    if isinstance(node, s.Arithmetic):
        return _columns(node.left, columns) and _columns(node.right, columns)
    if isinstance(node, s.Negation):
        return _columns(node.operand, columns)
    if node.type.name != "list":
        return True
    if isinstance(node, s.Path) and node.base.type.name == "list":
        columns.append(node)
        return True
    return False
