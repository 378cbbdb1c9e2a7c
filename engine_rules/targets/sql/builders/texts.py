"""Functions that make and join texts, and read numbers out of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from engine_rules import types as t
from engine_rules.targets.sql.relation import as_scalar, guarded, over, rows_of
from engine_rules.targets.sql.terms import NULL, UNKNOWN, Items, Rows, Scalar, Term, Unsupported
from engine_rules.targets.sql.texts import text_of_scalar, text_of_term
from engine_rules.targets.sql.writer import Writer

_Build = Callable[[Writer, int, list[Term]], Term]
_NUMBER: Final = r"^-?([0-9]+([.][0-9]+)?|[.][0-9]+)([eE][+-]?[0-9]{1,4})?$"
_READ_DIGITS: Final = (20, 18)
"""The digits that DuckDB gives to a number read out of a text."""


def _string(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
    """Return the text of a value."""
    return text_of_term(writer, arguments[0])


def _string_join(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
    """Return the texts of a list as one."""
    rows = rows_of(writer, arguments[0])
    element = as_scalar(writer, rows.element)
    delimiter = writer.scalar(arguments[1]) if len(arguments) > 1 else NULL
    between = "''" if delimiter.null else f"coalesce({delimiter.sql}, '')"
    return _aggregated(rows, element, between)


def _aggregated(rows: Rows, element: Scalar, between: str) -> Scalar:
    """Return the texts of rows with something between them, nulls left out."""
    if element.type is t.NULL:
        element = replace(element, sql=f"CAST({element.sql} AS varchar)")
    sql = over(rows, element, lambda text, order: f"coalesce(string_agg({text}, {between}{order}), '')")
    return guarded(rows, Scalar(sql, t.STRING, nullable=False))


def _flat(arguments: list[Term]) -> list[Term]:
    """Return values and the elements of written lists among them."""
    found: list[Term] = []
    for argument in arguments:
        found.extend(_flat(list(argument.items)) if isinstance(argument, Items) else [argument])
    return found


def _is_list(term: Term) -> bool:
    """Return whether a term is a list that is a query or an array."""
    return isinstance(term, Rows) or (isinstance(term, Scalar) and isinstance(term.type, t.ListType))


def _concat(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
    """Return all values as one text."""
    parts: list[str] = []
    for term in _flat(arguments):
        if _is_list(term):
            rows = rows_of(writer, term)
            text = _aggregated(rows, text_of_scalar(writer, as_scalar(writer, rows.element)), "''")
        else:
            text = text_of_term(writer, term)
        if not text.null:
            parts.append(f"coalesce({text.sql}, '')" if text.nullable else text.text)
    return Scalar(" || ".join(parts) or "''", t.STRING, nullable=False, atom=len(parts) < 2)


def _textjoin(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
    """Return all values as one text with a delimiter between them."""
    delimiter, ignore, *values = arguments
    skip = writer.scalar(ignore)
    if not skip.known:
        raise Unsupported("`TEXTJOIN` whose second argument is not known beforehand", "第二个参数不是常量的 `TEXTJOIN`")
    terms = _flat(values)
    if not skip.constant and any(_is_list(term) for term in terms):
        raise Unsupported("`TEXTJOIN` of a list with its empty texts", "保留空文本的列表 `TEXTJOIN`")
    between = writer.scalar(delimiter)
    parts: list[str] = []
    for term in terms:
        if _is_list(term):
            rows = rows_of(writer, term)
            element = text_of_scalar(writer, as_scalar(writer, rows.element))
            kept = replace(element, sql=f"nullif({element.sql}, '')", constant=UNKNOWN)
            parts.append(f"nullif({_aggregated(rows, kept, between.sql).sql}, '')")
            continue
        text = text_of_term(writer, term)
        if skip.constant and not text.null:
            parts.append(f"nullif({text.sql}, '')")
        elif not skip.constant:
            parts.append("''" if text.null else f"coalesce({text.sql}, '')")
    sql = f"concat_ws({', '.join([between.sql, *parts])})" if parts else "''"
    if not between.nullable:
        return Scalar(sql, t.STRING, nullable=False)
    return Scalar(f"CASE WHEN {between.text} IS NOT NULL THEN {sql} END", t.STRING, atom=False)


def _number(writer: Writer, _signature: int, arguments: list[Term]) -> Term:
    """Return the number that a text shows, null when it shows none."""
    text, *separators = (writer.scalar(argument) for argument in arguments)
    given = [one for one in separators if not one.null]
    if given:
        raise Unsupported("`number` with separators", "带分隔符的 `number`")
    postgres = writer.dialect.name == "postgres"
    match = f"{text.text} ~ '{_NUMBER}'" if postgres else f"regexp_full_match({text.sql}, '{_NUMBER}')"
    kind = writer.dialect.sql_type(t.NUMBER, _READ_DIGITS)
    return Scalar(f"CASE WHEN {match} THEN CAST({text.sql} AS {kind}) END", t.NUMBER, atom=False, digits=_READ_DIGITS)


BUILDERS: Final[dict[str, _Build]] = {
    "string": _string,
    "string_join": _string_join,
    "concat": _concat,
    "textjoin": _textjoin,
    "number": _number,
}
