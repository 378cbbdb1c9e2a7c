"""Functions that choose and test: `coalesce`, `IFS`, `SWITCH`, `ISBLANK`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from engine_rules import types as t
from engine_rules.targets.sql import comparison
from engine_rules.targets.sql.choice import choice, common_type, like
from engine_rules.targets.sql.relation import as_scalar, unified
from engine_rules.targets.sql.terms import FALSE, NULL, TRUE, Scalar, Term, Unsupported
from engine_rules.targets.sql.writer import Writer

_Build = Callable[[Writer, int, list[Term]], Term]


def _coalesce(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
    """Return the first value that is not null."""
    terms = [term for term in (as_scalar(writer, one) for one in arguments) if not term.null]
    if len(terms) < 2:
        return terms[0] if terms else NULL
    given = unified(writer, terms, common_type(terms))
    sql = f"coalesce({', '.join(one.sql for one in given)})"
    return replace(like(given, sql, nullable=all(one.nullable for one in given)), atom=True)


def _ifs(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
    """Return the value after the first condition that holds."""
    if len(arguments) % 2:
        return NULL
    return _cases(writer, list(zip(map(_condition, arguments[::2]), arguments[1::2], strict=True)), NULL)


def _condition(term: Term) -> Scalar:
    """Return an argument as a condition: only true holds."""
    return comparison.as_condition(term) if isinstance(term, Scalar) else replace(NULL, type=t.BOOLEAN)


def _cases(writer: Writer, branches: list[tuple[Scalar, Term]], otherwise: Term) -> Term:
    """Return a choice without the branches whose condition never holds, up to the first that always does."""
    kept: list[tuple[Scalar, Term]] = []
    for condition, value in branches:
        if condition.known and condition.constant is True:
            otherwise = value
            break
        if not condition.known:
            kept.append((condition, value))
    return choice(writer, kept, otherwise) if kept else otherwise


def _switch(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
    """Return the result after the first case that equals the value."""
    value, *cases = arguments
    pairs = list(zip(cases[::2], cases[1::2], strict=False))
    branches = [(_same(writer, value, case), result) for case, result in pairs]
    return _cases(writer, branches, cases[-1] if len(cases) % 2 else NULL)


def _same(writer: Writer, one: Term, other: Term) -> Scalar:
    """Return whether two values are of one type and equal."""
    left, right = as_scalar(writer, one), as_scalar(writer, other)
    if not (left.null or right.null) and left.type != right.type and t.ANY not in {left.type, right.type}:
        if left.nullable and right.nullable:
            return comparison.joined("AND", [comparison.is_null(left), comparison.is_null(right)])
        return FALSE
    return comparison.equal(writer, left, right)


def _choose(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
    """Return the value at a position, digits after its point cut off."""
    position, *values = arguments
    at = writer.dialect.as_number(writer.dialect.settled(writer.scalar(position)))
    given = [as_scalar(writer, value) for value in values]
    if all(one.null for one in given):
        return NULL
    given = unified(writer, given, common_type(given))
    cases = " ".join(f"WHEN {number} THEN {value.sql}" for number, value in enumerate(given, 1))
    return like(given, f"CASE trunc({at.sql}) {cases} END", nullable=True)


def _is_blank(_writer: Writer, _signature: int, arguments: list[Term]) -> Term:
    """Return whether a value is null or an empty text."""
    term = arguments[0]
    if not isinstance(term, Scalar):
        return FALSE
    absent = comparison.is_null(term)
    if term.type is not t.STRING or term.null:
        return absent
    return comparison.joined("OR", [absent, comparison.boolean(f"{term.text} = ''", nullable=False)])


def _is_of(kind: t.Type) -> _Build:
    """Return the builder of a test for a type."""

    def build(_writer: Writer, _signature: int, arguments: list[Term]) -> Term:
        term = arguments[0]
        if isinstance(term, Scalar) and term.type is t.ANY:
            raise Unsupported("A value whose type is not known", "类型未知的值")
        is_kind = isinstance(term, Scalar) and term.type is kind and not term.null
        return comparison.is_null(term, wanted=False) if is_kind and isinstance(term, Scalar) else FALSE

    return build


def _not(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
    """Return the opposite."""
    return comparison.negated(writer, comparison.as_condition(writer.scalar(arguments[0])))


def _xor(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
    """Return whether an odd number of conditions holds, null when one is."""
    conditions = [comparison.as_condition(writer.scalar(one)) for one in arguments]
    if any(one.null for one in conditions):
        return replace(NULL, type=t.BOOLEAN)
    text = conditions[0].text
    for one in conditions[1:]:
        text = f"({text} <> {one.text})"
    return Scalar(text, t.BOOLEAN, any(one.nullable for one in conditions))


def _is(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
    """Return whether two values are the same, zones included. Raises `Unsupported` for times with a zone."""
    left, right = (as_scalar(writer, one) for one in [*arguments, NULL, NULL][:2])
    if left.zone is not None or right.zone is not None:
        raise Unsupported("The comparison of zones", "时区的比较")
    if left.null and right.null:
        return TRUE
    return _same(writer, left, right)


BUILDERS: Final[dict[str, _Build]] = {
    "coalesce": _coalesce,
    "ifs": _ifs,
    "switch": _switch,
    "choose": _choose,
    "isblank": _is_blank,
    "isnumber": _is_of(t.NUMBER),
    "istext": _is_of(t.STRING),
    "not": _not,
    "xor": _xor,
    "is": _is,
}
