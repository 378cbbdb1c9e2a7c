"""Values as texts in SQL: what `string(…)` and `&` write."""

from dataclasses import replace
from typing import Final

from engine_rules import types as t
from engine_rules.targets.sql.dialect import zone_label
from engine_rules.targets.sql.relation import as_scalar
from engine_rules.targets.sql.terms import NULL, UNKNOWN, Scalar, Term, Unsupported
from engine_rules.targets.sql.writer import Writer, known
from engine_rules.texts import text_of

_PATTERNS: Final = {
    "postgres": {
        t.DATE: "to_char({0}, 'FMYYYY-MM-DD')",
        t.TIME: "CAST({0} AS text)",
        t.DATE_TIME: "replace(CAST({0} AS text), ' ', 'T')",
    },
    "duckdb": {
        t.DATE: "CAST({0} AS VARCHAR)",
        t.TIME: "CAST({0} AS VARCHAR)",
        t.DATE_TIME: "replace(CAST({0} AS VARCHAR), ' ', 'T')",
    },
}
"""How the text of a local value begins; both databases write a fraction of seconds without trailing zeros."""


def text_of_term(writer: Writer, term: Term) -> Scalar:
    """Return the text of a value, null for null. Raises `Unsupported` for lists and contexts that are not known."""
    value = known(term)
    if value is not UNKNOWN and not (isinstance(term, Scalar) and term.type is t.STRING):
        return writer.scalar(writer.value(None if value is None else text_of(value)))
    return text_of_scalar(writer, as_scalar(writer, term))


def text_of_scalar(writer: Writer, value: Scalar) -> Scalar:
    """Return the text of a scalar."""
    if value.null:
        return NULL
    kind = value.type
    if kind is t.STRING:
        return value
    if kind is t.NUMBER:
        return _text(writer.dialect.number_text(value), value)
    if kind is t.BOOLEAN:
        sql = f"CASE {value.sql} WHEN TRUE THEN 'true' WHEN FALSE THEN 'false' END"
        return replace(_text(sql, value), atom=False)
    if kind is t.YEARS_MONTHS:
        return _months_text(value)
    patterns = _PATTERNS[writer.dialect.name]
    if kind not in patterns:
        raise Unsupported(f"The text of a value of type `{kind}`", f"类型 `{kind}` 的值的文本")
    text = patterns[kind].format(writer.dialect.local(value).sql)
    if value.zone is None:
        return _text(text, value)
    name = zone_label(value.zone)
    if name[0] not in "+-" and name != "UTC":
        raise Unsupported("The text of an instant in a named zone", "具名时区中时刻的文本")
    return replace(_text(f"{text} || '{'Z' if name in {'UTC', '+00:00'} else name}'", value), atom=False)


def _text(sql: str, value: Scalar) -> Scalar:
    """Return a text that is null when a value is."""
    return Scalar(sql, t.STRING, value.nullable)


def _months_text(value: Scalar) -> Scalar:
    """Return the text of a years and months duration."""
    months = value.text
    years, rest = f"abs({months}) - abs({months}) % 12", f"abs({months}) % 12"
    sql = (
        f"CASE WHEN {months} = 0 THEN 'P0M' ELSE CASE WHEN {months} < 0 THEN '-P' ELSE 'P' END "
        f"|| CASE WHEN {years} > 0 THEN CAST(CAST(({years}) / 12 AS integer) AS varchar) || 'Y' ELSE '' END "
        f"|| CASE WHEN {rest} > 0 THEN CAST({rest} AS varchar) || 'M' ELSE '' END END"
    )
    return Scalar(
        f"CASE WHEN {months} IS NOT NULL THEN {sql} END" if value.nullable else sql,
        t.STRING,
        value.nullable,
        atom=False,
    )
