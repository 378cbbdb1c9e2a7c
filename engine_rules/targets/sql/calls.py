"""Calls of built-in functions: the signature that the arguments fit, then its template or builder."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from typing import Final

from engine_rules import types as t
from engine_rules.evaluation import LimitReached
from engine_rules.function import VARIABLE, Function, Parameter, Signature, Sql
from engine_rules.targets.sql.builders import BUILDERS
from engine_rules.targets.sql.dialect import widest
from engine_rules.targets.sql.relation import as_scalar
from engine_rules.targets.sql.terms import (
    NULL,
    SUPPOSED,
    UNKNOWN,
    Items,
    Reach,
    Record,
    Row,
    Rows,
    Scalar,
    Term,
    Unsupported,
)
from engine_rules.targets.sql.writer import Writer, known, writable

_LEFT_OUT: Final = replace(NULL)
"""Stands for an argument that a call by name does not give."""
_COUNT: Final = (10, 0)
"""The digits of lengths and positions."""


def call(
    writer: Writer,
    function: Function,
    positional: list[Term] | None,
    named: Mapping[str, Term],
    *,
    fold: bool,
) -> Term:
    """Return the call of a function with arguments by position, or else by name.

    What is known beforehand is computed when `fold` says so, and when SQL could not. Raises `Unsupported`.
    """
    given = list(named.values()) if positional is None else positional
    values = [known(term) for term in given]
    foldable = function.pure and not any(value is UNKNOWN for value in values)
    if foldable and (fold or not all(writable(term) for term in given)):
        return _folded(writer, function, positional, named)
    writer.require(*given)
    try:
        return _built(writer, function, positional, named)
    except Unsupported:
        if foldable:
            return _folded(writer, function, positional, named)
        raise


def _folded(writer: Writer, function: Function, positional: list[Term] | None, named: Mapping[str, Term]) -> Term:
    """Return the result over arguments that are all known."""
    try:
        if positional is None:
            return writer.value(function.call_named({name: known(term) for name, term in named.items()}))
        return writer.value(function.call(*map(known, positional)))
    except LimitReached as reason:
        raise _refused(function) from reason


def _refused(function: Function) -> Unsupported:
    """Return what is raised for a function that has no SQL."""
    return Unsupported(f"The function `{function.name}`", f"函数 `{function.name}`")


def _built(writer: Writer, function: Function, positional: list[Term] | None, named: Mapping[str, Term]) -> Term:
    """Return the call as SQL."""
    if function.sql is None or not writer.dialect.computes(function.kind):
        raise _refused(function)
    for position, one in enumerate(function.signatures):
        ordered = _ordered(one, positional, named)
        arguments = None if ordered is None else _fitting(writer, one, ordered)
        if arguments is not None:
            return _written(writer, function, position, arguments)
    given = list(named.values()) if positional is None else positional
    if any(_kind(term) is t.ANY for term in given):
        raise _refused(function)
    return NULL


def _ordered(one: Signature, positional: list[Term] | None, named: Mapping[str, Term]) -> list[Term] | None:
    """Return the arguments by position, None when the signature does not take them."""
    if positional is not None:
        return positional if one.takes(len(positional)) else None
    ordered = one.ordered(named, _LEFT_OUT)
    return None if ordered is None else [NULL if term is _LEFT_OUT else term for term in ordered]


def _fitting(writer: Writer, one: Signature, arguments: Sequence[Term]) -> list[Term] | None:
    """Return the arguments converted to what a signature expects, None when one does not fit."""
    found: list[Term] = []
    for position, argument in enumerate(arguments):
        converted = _converted(writer, argument, one.parameter(position))
        if converted is None:
            return None
        found.append(converted)
    return found


def _converted(writer: Writer, term: Term, parameter: Parameter) -> Term | None:
    """Return an argument where a parameter expects it, None when it never fits."""
    wanted = parameter.kind
    if isinstance(term, Scalar) and term.null:
        return term if parameter.nullable else None
    if wanted is VARIABLE or wanted is t.ANY:
        return term
    kind = _kind(term)
    if isinstance(wanted, t.ListType):
        return term if _list_fits(term, kind, wanted.item) else None
    if isinstance(term, Items):
        return _converted(writer, term.items[0], parameter) if len(term.items) == 1 else None
    if isinstance(kind, t.ListType):
        raise Unsupported("A list in the place of one value", "在单个值的位置使用列表")
    if kind is t.ANY:
        raise Unsupported("A value whose type is not known", "类型未知的值")
    if wanted is t.DATE_TIME and kind is t.DATE and isinstance(term, Scalar):
        return writer.dialect.instant(term, UTC)
    return term if kind.name == wanted.name else None


def _list_fits(term: Term, kind: t.Type, item: t.Type) -> bool:
    """Return whether an argument can stand for a list of such elements."""
    if item in {t.ANY, VARIABLE} or kind is t.ANY:
        return True
    if isinstance(term, Items):
        return all(_kind(one).name in {item.name, "Null"} for one in term.items)
    found = _kind(term.element) if isinstance(term, Rows) else kind.item if isinstance(kind, t.ListType) else kind
    return found.name in {item.name, "Null", "Any"}


def _kind(term: Term) -> t.Type:
    """Return the type of a term, as far as signatures care."""
    if isinstance(term, Scalar):
        return term.type
    if isinstance(term, Items | Rows):
        return t.LIST
    if isinstance(term, Reach):
        return t.RANGE
    assert isinstance(term, Record | Row)
    return t.CONTEXT


def _written(writer: Writer, function: Function, position: int, arguments: list[Term]) -> Term:
    """Return the call by the function's template or its builder."""
    sql = _chosen(function.sql, len(arguments))
    text: str | None = None if sql is None else getattr(sql, writer.dialect.name) or sql.text
    builder = BUILDERS.get(function.kind)
    if builder is not None and (text is None or function.kind in BUILDERS):
        return builder(writer, position, arguments)
    if text is None:
        raise _refused(function)
    given = [_prepared(writer, as_scalar(writer, term)) for term in arguments]
    result = function.signatures[position].result
    return _templated(writer, text, given, result)


def _chosen(sql: Sql | None, count: int) -> Sql | None:
    """Return the template for so many arguments."""
    return sql.by_count.get(count, sql) if sql is not None and sql.by_count else sql


def _prepared(writer: Writer, scalar: Scalar) -> Scalar:
    """Return an argument as templates expect it."""
    if scalar.type is t.NUMBER:
        return writer.dialect.as_number(writer.dialect.settled(scalar))
    if scalar.type is t.DATE_TIME:
        return writer.dialect.local(scalar)
    return writer.dialect.nanoseconds(scalar) if scalar.type is t.DAYS_TIME else scalar


def _templated(writer: Writer, text: str, given: list[Scalar], result: t.Type) -> Scalar:
    """Return a template filled with arguments; those that it repeats are computed once when they are long."""
    sql = writer.dialect.once(given, text.format)
    found = Scalar(sql, result, atom=False, zone=None)
    if result is t.NUMBER:
        numbers = [scalar.digits or SUPPOSED for scalar in given if scalar.type is t.NUMBER]
        whole, scale = widest([*numbers, _COUNT])
        return replace(found, form="integer", digits=(whole + 1, scale))
    return found
