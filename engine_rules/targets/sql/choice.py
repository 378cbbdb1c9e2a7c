"""`choice`: the first value whose condition holds, as `CASE`."""

from collections.abc import Sequence

from engine_rules import types as t
from engine_rules.targets.sql.dialect import widest
from engine_rules.targets.sql.relation import as_scalar, unified
from engine_rules.targets.sql.terms import NULL, SUPPOSED, Form, Scalar, Term, Unsupported
from engine_rules.targets.sql.writer import Writer


def choice(writer: Writer, branches: Sequence[tuple[Scalar, Term]], otherwise: Term) -> Scalar:
    """Return `CASE` over conditions and their values. Raises `Unsupported` for values of different types."""
    terms = [as_scalar(writer, term) for term in (*(value for _, value in branches), otherwise)]
    if all(term.null for term in terms):
        return NULL
    *values, last = unified(writer, terms, common_type(terms))
    cases = " ".join(f"WHEN {c.sql} THEN {value.sql}" for (c, _), value in zip(branches, values, strict=True))
    sql = f"CASE {cases} END" if last.null else f"CASE {cases} ELSE {last.sql} END"
    return like([*values, last], sql, nullable=any(term.nullable for term in (*values, last)))


def common_type(terms: Sequence[Scalar]) -> t.Type:
    """Return the one type of values, null left out. Raises `Unsupported` when there are several, or it is unknown."""
    kinds = {term.type for term in terms if not term.null}
    if len(kinds) != 1 or t.ANY in kinds:
        raise Unsupported("A choice between values of different types", "不同类型的值之间的选择")
    return kinds.pop()


def like(terms: Sequence[Scalar], sql: str, *, nullable: bool) -> Scalar:
    """Return the text of one of several values that are in one form already."""
    present = [term for term in terms if not term.null]
    first = present[0]
    digits = widest(term.digits or SUPPOSED for term in present) if first.type is t.NUMBER else first.digits
    form: Form = first.form
    if len({term.form for term in present}) > 1:
        form = "integer"  # a number that may be an integer is cast before it is computed with
    rough = any(term.rough for term in present)
    return Scalar(sql, first.type, nullable, atom=False, form=form, zone=first.zone, digits=digits, rough=rough)
