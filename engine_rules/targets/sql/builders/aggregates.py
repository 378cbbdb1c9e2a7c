"""Functions over lists, most of them aggregates over rows; a null element makes a result null, as everywhere."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from engine_rules import types as t
from engine_rules.targets.sql import comparison, relation
from engine_rules.targets.sql.relation import as_scalar, rows_of
from engine_rules.targets.sql.terms import (
    FALSE,
    NULL,
    UNKNOWN,
    Items,
    Rows,
    Scalar,
    Term,
    Unsupported,
)
from engine_rules.targets.sql.writer import Writer

_Build = Callable[[Writer, int, list[Term]], Term]
_HALF: Final = Decimal("0.5")
_COUNT: Final = Scalar("count(*)", t.NUMBER, nullable=False, form="integer", digits=(10, 0))
_TWELVE: Final = (26, 12)
"""The digits of a deviation in DuckDB, which computes it in floating point."""


def _list(writer: Writer, signature: int, arguments: list[Term]) -> Rows | None:
    """Return the list argument, or the arguments as a list, as rows; None for a list without elements."""
    term: Term = arguments[0] if signature == 0 else Items(tuple(arguments))
    if isinstance(term, Items) and not term.items:
        return None
    return rows_of(writer, term)


def _nothing(signature: int, arguments: list[Term]) -> bool:
    """Return whether there is no list at all: no argument, or null alone."""
    if signature == 0 and arguments:
        return False
    return not arguments or (len(arguments) == 1 and isinstance(arguments[0], Scalar) and arguments[0].null)


def _aggregate(rows: Rows, element: Scalar, build: Callable[[Scalar], Scalar]) -> Scalar:
    """Return an aggregate over the elements of rows, null when one of them is null.

    `build` gets the element and returns the aggregate over it.
    """
    found = build(element)

    def columns(text: str, _order: str) -> str:
        aggregate = build(element.named(text)).sql if text == "v" else found.sql
        return _unless_null(aggregate, text) if element.nullable else aggregate

    sql = relation.over(rows, element, columns)
    return relation.guarded(rows, replace(found, sql=sql, atom=True, nullable=True))


def _unless_null(aggregate: str, element: str) -> str:
    """Return an aggregate that is null when an element is."""
    return f"CASE WHEN count(*) = count({element}) THEN {aggregate} END"


def _number(writer: Writer, rows: Rows) -> Scalar:
    """Return the element of rows of numbers."""
    element = as_scalar(writer, rows.element)
    if element.type is t.NULL:
        return replace(element, sql=f"CAST({element.sql} AS {writer.dialect.number_type((1, 0))})", type=t.NUMBER)
    return writer.dialect.settled(element)


def _sum_of(writer: Writer, element: Scalar) -> Scalar:
    """Return `sum(element)`."""
    return writer.dialect.summed(element)


def _sum(writer: Writer, signature: int, arguments: list[Term]) -> Term:
    rows = _list(writer, signature, arguments)
    if rows is None:
        return NULL
    return _aggregate(rows, _number(writer, rows), lambda element: _sum_of(writer, element))


def _mean(writer: Writer, signature: int, arguments: list[Term]) -> Term:
    rows = _list(writer, signature, arguments)
    if rows is None:
        return NULL

    def build(element: Scalar) -> Scalar:
        return writer.dialect.divide(_sum_of(writer, element), _COUNT)

    return _aggregate(rows, _number(writer, rows), build)


def _extreme(name: str) -> _Build:
    """Return the builder of `min` or `max`."""

    def build(writer: Writer, signature: int, arguments: list[Term]) -> Term:
        rows = _list(writer, signature, arguments)
        if rows is None:
            return NULL
        element = as_scalar(writer, rows.element)
        if element.type is t.ANY:
            raise Unsupported("A list whose type is not known", "类型未知的列表")
        if element.type not in t.ORDERED:
            return NULL
        if element.type is t.NUMBER:
            element = writer.dialect.settled(element)

        def aggregate(one: Scalar) -> Scalar:
            text = writer.dialect.by_code_point(one) if one.type is t.STRING else one.sql
            return replace(one, sql=f"{name}({text})", atom=True, constant=UNKNOWN)

        return _aggregate(rows, element, aggregate)

    return build


def _count(writer: Writer, signature: int, arguments: list[Term]) -> Term:
    """Return the number of elements."""
    if _nothing(signature, arguments):
        return NULL
    term: Term = arguments[0] if signature == 0 else Items(tuple(arguments))
    if isinstance(term, Items):
        return writer.value(len(term.items))
    return relation.count_of(rows_of(writer, term))


def _count_where(test: Callable[[Scalar], Scalar], *, several: bool) -> _Build:
    """Return the builder of the number of elements that pass a test; `several` arguments may be its elements too."""

    def build(writer: Writer, signature: int, arguments: list[Term]) -> Term:
        first = arguments[0] if arguments else NULL
        if several and isinstance(first, Scalar) and not isinstance(first.type, t.ListType):
            signature = 1  # one value is counted as it is, null too
        rows = _list(writer, signature, arguments)
        if rows is None:
            return writer.value(0)
        element = rows.element
        passed = test(element) if isinstance(element, Scalar) else test(replace(FALSE))
        return relation.count_of(relation.filtered(rows, passed))

    return build


def _blank(element: Scalar) -> Scalar:
    """Return whether an element is null or an empty text."""
    absent = comparison.is_null(element)
    if element.type is not t.STRING:
        return absent
    return comparison.joined("OR", [absent, comparison.boolean(f"{element.text} = ''", nullable=False)])


def _filled(element: Scalar) -> Scalar:
    """Return whether an element is neither null nor an empty text."""
    if element.type is t.STRING:
        return comparison.boolean(f"{element.text} <> ''", nullable=False)
    return comparison.is_null(element, wanted=False)


def _median(writer: Writer, signature: int, arguments: list[Term]) -> Term:
    """Return the mean of the one or two numbers in the middle."""
    rows = _list(writer, signature, arguments)
    if rows is None:
        return NULL
    element = writer.dialect.as_number(_number(writer, rows))
    inner = relation.select(rows, f"{element.sql} AS v")
    ranked = (
        "SELECT v, row_number() OVER (ORDER BY v) AS k, count(*) OVER () AS n, count(v) OVER () AS m "
        f"FROM {inner} AS {writer.alias()}"
    )
    both = writer.dialect.add("+", element.named("min(v)"), element.named("max(v)"))
    half = writer.dialect.multiply(both, writer.scalar(writer.value(_HALF)))
    sql = f"(SELECT {half.sql} FROM ({ranked}) AS {writer.alias()} WHERE m = n AND 2 * k IN (n, n + 1, n + 2))"
    return relation.guarded(rows, replace(half, sql=sql, atom=True, nullable=True, constant=UNKNOWN))


def _mode(writer: Writer, signature: int, arguments: list[Term]) -> Term:
    """Return the numbers that occur most often, in ascending order."""
    if _nothing(signature, arguments):
        return NULL
    rows = _list(writer, signature, arguments)
    if rows is None:
        return Items(())
    element = writer.dialect.as_number(_number(writer, rows))
    inner = relation.select(rows, f"{element.sql} AS v")
    counted = f"SELECT v, count(*) AS c, max(count(*)) OVER () AS m FROM {inner} AS {writer.alias()} GROUP BY v"
    collected = writer.dialect.collected("v", " ORDER BY v")
    filtered = collected.replace(")", ") FILTER (WHERE c = m)", 1)
    sql = f"(SELECT CASE WHEN count(*) = count(v) THEN {filtered} END FROM ({counted}) AS {writer.alias()})"
    return relation.guarded(rows, Scalar(sql, t.ListType(t.NUMBER), digits=element.digits))


def _product(writer: Writer, signature: int, arguments: list[Term]) -> Term:
    """Return the product of numbers: written out, or by PostgreSQL step by step over an array."""
    term: Term = arguments[0] if signature == 0 else Items(tuple(arguments))
    if isinstance(term, Items):
        if not term.items:
            return NULL
        scalars = [writer.dialect.as_number(as_scalar(writer, item)) for item in term.items]
        if any(one.null for one in scalars):
            return NULL
        result = scalars[0]
        for one in scalars[1:]:
            result = writer.dialect.multiply(result, one)
        return result
    if isinstance(term, Scalar) and not isinstance(term.type, t.ListType):
        return term
    if writer.dialect.name != "postgres":
        raise Unsupported("The product over rows", "行的乘积")
    array = as_scalar(writer, term)
    steps = (
        f"WITH RECURSIVE p(k, r, a) AS (SELECT 0, CAST(1 AS numeric), {array.sql} "
        "UNION ALL SELECT k + 1, r * a[k + 1], a FROM p WHERE k < cardinality(a)) "
        "SELECT r FROM p WHERE k > 0 ORDER BY k DESC LIMIT 1"
    )
    return Scalar(f"({steps})", t.NUMBER, digits=(30, 30), rough=True)


def _deviation(writer: Writer, signature: int, arguments: list[Term]) -> Term:
    """Return the standard deviation of a sample; in DuckDB in floating point, with twelve digits after the point."""
    rows = _list(writer, signature, arguments)
    if rows is None:
        return NULL
    element = writer.dialect.as_number(_number(writer, rows))
    inner = relation.select(rows, f"{element.sql} AS v")
    if writer.dialect.name != "postgres":
        number = f"CAST(stddev_samp(CAST(v AS DOUBLE)) AS {writer.dialect.number_type(_TWELVE)})"
        sql = f"(SELECT {_unless_null(number, 'v')} FROM {inner} AS {writer.alias()})"
        return relation.guarded(rows, Scalar(sql, t.NUMBER, digits=_TWELVE))
    means = f"SELECT v, round(sum(v) OVER (), 60) / count(*) OVER () AS m FROM {inner} AS {writer.alias()}"
    root = "sqrt(round(sum((v - m) * (v - m)), 80) / nullif(count(*) - 1, 0))"
    sql = f"(SELECT {_unless_null(root, 'v')} FROM ({means}) AS {writer.alias()})"
    return relation.guarded(rows, Scalar(sql, t.NUMBER, digits=(30, 60), rough=True))


def _quantified(*, some: bool) -> _Build:
    """Return the builder of `any` or `all`."""

    def build(writer: Writer, signature: int, arguments: list[Term]) -> Term:
        if _nothing(signature, arguments):
            return NULL
        term: Term = arguments[0] if signature == 0 else Items(tuple(arguments))
        if isinstance(term, Items):
            parts = [comparison.as_condition(as_scalar(writer, item)) for item in term.items]
            return comparison.joined("OR" if some else "AND", parts)
        rows = rows_of(writer, term)
        condition = comparison.as_condition(as_scalar(writer, rows.element))
        return relation.any_of(rows, condition) if some else relation.all_of(rows, condition)

    return build


def _contains(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
    """Return whether a list has an element."""
    items, element = arguments
    if isinstance(items, Items):
        return comparison.joined("OR", [_same(writer, item, element) for item in items.items])
    rows = rows_of(writer, items)
    return relation.any_of(rows, _same(writer, rows.element, element))


def _same(writer: Writer, one: Term, other: Term) -> Scalar:
    """Return whether two values are equal, false for those of different types."""
    found = comparison.equal(writer, one, other)
    if not found.nullable:
        return found
    return FALSE if found.null else replace(found, sql=f"coalesce({found.sql}, FALSE)", atom=True, nullable=False)


def _distinct(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
    """Return the elements once each, in the order of their first appearance."""
    if isinstance(arguments[0], Items) and not arguments[0].items:
        return arguments[0]
    rows = rows_of(writer, arguments[0])
    element = as_scalar(writer, rows.element)
    if element.type is t.ANY or isinstance(element.type, t.ListType) or element.zone is not None:
        raise Unsupported("The distinct values of such a list", "此类列表的去重")
    element = writer.dialect.as_number(_number(writer, rows)) if element.type is t.NUMBER else element
    place = f"row_number() OVER (ORDER BY {', '.join(rows.order)})" if rows.order else "1"
    inner = relation.select(rows, f"{element.sql} AS v, {place} AS o")
    once = f"SELECT v, min(o) AS o FROM {inner} AS {writer.alias()} GROUP BY v"
    sql = f"(SELECT {writer.dialect.collected('v', ' ORDER BY o')} FROM ({once}) AS {writer.alias()})"
    found = Scalar(sql, t.ListType(element.type), nullable=False, digits=element.digits, form=element.form)
    return relation.guarded(rows, found)


BUILDERS: Final[dict[str, _Build]] = {
    "sum": _sum,
    "mean": _mean,
    "min": _extreme("min"),
    "max": _extreme("max"),
    "count": _count,
    "counta": _count_where(_filled, several=True),
    "countblank": _count_where(_blank, several=False),
    "median": _median,
    "mode": _mode,
    "product": _product,
    "stddev": _deviation,
    "any": _quantified(some=True),
    "all": _quantified(some=False),
    "list_contains": _contains,
    "distinct_values": _distinct,
}
