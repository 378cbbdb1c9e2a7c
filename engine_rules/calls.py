"""Checks of calls: which signature the arguments fit, and what comes out."""

from typing import Final, Protocol

from engine_rules import codes
from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.function import VARIABLE, Function, Parameter, Signature
from engine_rules.texts import text_of
from lowcode.kernel.diagnostics import Code

_OPEN = frozenset({t.ANY, t.NULL})
_LITERALS: Final = frozenset({"date", "time", "date and time", "duration"})
"""Functions that are read as literals when all their arguments are: only so is the type of a duration known."""


class CallChecker(Protocol):
    """What these checks need of the checker."""

    def check(self, node: s.Node) -> t.Type:
        """Check a node."""

    def function(self, node: s.FunctionLiteral, expected: t.FunctionType | None = None) -> t.Type:
        """Check a function literal, given the type that is expected of it."""

    def report(self, code: Code, node: s.Node, **values: object) -> None:
        """Report a mistake."""

    def source(self, node: s.Node) -> str:
        """Return a node's text."""


def folded(node: s.Call, function: Function) -> s.Node | None:
    """Return the literal that a call such as `duration("P7D")` stands for, None when it is none or has no value."""
    if function.name not in _LITERALS or node.named or not all(isinstance(one, s.Literal) for one in node.positional):
        return None
    value = function.call(*(one.value for one in node.positional if isinstance(one, s.Literal)))
    return None if value is None else s.AtLiteral(node.start, node.end, text_of(value), value)


def check_builtin(checker: CallChecker, node: s.Call, function: Function) -> t.Type:
    """Check the call of a built-in function; choose the signature that the arguments certainly fit."""
    arguments = [argument.value for argument in node.named] or node.positional
    literals = [one for one in arguments if isinstance(one, s.FunctionLiteral)]
    for argument in arguments:
        if argument not in literals:
            checker.check(argument)
    candidates = [one for one in function.signatures if _order(node, one) is not None]
    for literal in literals:
        checked = _expected(node, candidates, literal)
        literal.type = checker.function(literal, checked)
    if not candidates:
        texts = ", ".join(f"`{one.text}`" for one in function.signatures)
        checker.report(codes.WRONG_ARGUMENTS, node, name=function.name, signatures=texts)
        return t.common_of([one.result for one in function.signatures])
    possible = [one for one in candidates if _misfit(node, one) is None]
    if not possible:
        misfit = _misfit(node, candidates[0])
        if misfit is not None:
            parameter, argument = misfit
            checker.report(
                codes.WRONG_ARGUMENT,
                argument,
                name=function.name,
                parameter=parameter.name,
                wanted=parameter.kind,
                found=argument.type,
            )
        return t.common_of([one.result for one in candidates])
    first = possible[0]
    if _certain(node, first) and not any(_takes_null(node, one) for one in possible[1:]):
        node.signature = function.signatures.index(first)
        return _result(node, first)
    return t.common_of([_result(node, one) for one in possible])


def _order(node: s.Call, one: Signature) -> list[s.Node | None] | None:
    """Return the arguments by position for a signature, None when it does not take them."""
    if node.named:
        return one.ordered({argument.name: argument.value for argument in node.named}, None)
    return list(node.positional) if one.takes(len(node.positional)) else None


def _pairs(node: s.Call, one: Signature) -> list[tuple[Parameter, s.Node]]:
    """Return each argument with its parameter."""
    ordered = _order(node, one) or []
    return [(one.parameter(at), argument) for at, argument in enumerate(ordered) if argument is not None]


def _misfit(node: s.Call, one: Signature) -> tuple[Parameter, s.Node] | None:
    """Return the first argument that can never fit its parameter."""
    for parameter, argument in _pairs(node, one):
        if not _may_fit(argument.type, parameter.kind):
            return parameter, argument
    return None


def _may_fit(given: t.Type, wanted: t.Type) -> bool:
    """Return whether a value of a type can stand for a parameter, conversions included."""
    if given in _OPEN or wanted in {t.ANY, VARIABLE}:
        return True
    if isinstance(given, t.ListType) and not isinstance(wanted, t.ListType):
        return _may_fit(given.item, wanted)
    if isinstance(wanted, t.ListType):
        item = given.item if isinstance(given, t.ListType) else given
        return isinstance(item, t.ListType) or _may_fit(item, wanted.item)
    if wanted is t.DATE_TIME and given is t.DATE:
        return True
    return given.name == wanted.name


def _certain(node: s.Call, one: Signature) -> bool:
    """Return whether the arguments fit a signature whatever their values, null aside."""
    for parameter, argument in _pairs(node, one):
        wanted = parameter.kind
        if wanted is VARIABLE or wanted is t.ANY:
            continue
        if isinstance(wanted, t.ListType) and wanted.item in {VARIABLE, t.ANY}:
            if not isinstance(argument.type, t.ListType):
                return False
            continue
        if (
            argument.type in _OPEN
            or not t.conforms(argument.type, wanted)
            or isinstance(wanted, t.ListType | t.FunctionType)
        ):
            return False
    return True


def _takes_null(node: s.Call, one: Signature) -> bool:
    """Return whether a signature takes null for an argument that may be null."""
    return any(argument.nullable and parameter.nullable for parameter, argument in _pairs(node, one))


def _result(node: s.Call, one: Signature) -> t.Type:
    """Return the result type of a signature, its type variable replaced by what the arguments say."""
    bound: t.Type | None = None
    for parameter, argument in _pairs(node, one):
        found: t.Type | None = None
        if parameter.kind is VARIABLE:
            found = argument.type
        elif isinstance(parameter.kind, t.ListType) and parameter.kind.item is VARIABLE:
            found = argument.type.item if isinstance(argument.type, t.ListType) else argument.type
        if found is not None:
            bound = found if bound is None else t.common(bound, found)
    return t.substituted(one.result, VARIABLE, bound or t.ANY)


def _expected(node: s.Call, candidates: list[Signature], literal: s.FunctionLiteral) -> t.FunctionType | None:
    """Return the function type that a literal argument is expected to have."""
    for one in candidates:
        for parameter, argument in _pairs(node, one):
            if argument is literal and isinstance(parameter.kind, t.FunctionType):
                element = _result(node, Signature("", one.parameters, VARIABLE))
                found = t.substituted(parameter.kind, VARIABLE, element)
                return found if isinstance(found, t.FunctionType) else None
    return None


def check_function_value(checker: CallChecker, node: s.Call, kind: t.Type) -> t.Type:
    """Check the call of a function that is a value."""
    arguments = [argument.value for argument in node.named] or node.positional
    for argument in arguments:
        checker.check(argument)
    if isinstance(kind, t.FunctionType):
        if kind.parameters is not None and len(arguments) > len(kind.parameters):
            name = checker.source(node.callee)
            checker.report(codes.WRONG_ARGUMENTS, node, name=name, signatures=f"`{kind}`")
        return kind.result
    if kind not in _OPEN:
        checker.report(codes.NOT_A_FUNCTION, node.callee, name=checker.source(node.callee), found=kind)
    return t.ANY
