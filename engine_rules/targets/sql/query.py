"""`compile_sql`: the entry of the target, and `SqlQuery`: what comes out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from typing import Any, Final, Literal

from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.expression import Expression
from engine_rules.numbers import CONTEXT
from engine_rules.targets.sql.compiler import Compiler, unsupported
from engine_rules.targets.sql.dialect import Dialect
from engine_rules.targets.sql.duckdb import DuckDb
from engine_rules.targets.sql.parameters import filled
from engine_rules.targets.sql.postgres import Postgres
from engine_rules.targets.sql.relation import as_scalar
from engine_rules.targets.sql.source import Source
from engine_rules.targets.sql.spark import Spark
from engine_rules.targets.sql.terms import NULL, Scalar, Unsupported
from engine_rules.targets.sql.writer import Writer
from engine_rules.temporal import DaysTime, Time, YearsMonths
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic, Span

DIALECTS: Final[Mapping[str, Dialect]] = {"postgres": Postgres(), "duckdb": DuckDb(), "spark": Spark()}
"""The dialects by name."""
MAX_LENGTH: Final = 100_000
"""The longest text of SQL that is given out, in characters."""
MAX_QUERIES: Final = 200
"""How many queries one text may hold: planning takes longer than in proportion to them."""
Known = Literal["folded", "written", "named", "opaque"]
"""What becomes of values that are known while compiling: they are computed with at once (folded), or left to SQL. Of
those that names stand for (named), or of all (opaque), SQL is not even told that they are known: tests do this."""
_UNWRITABLE: Final = re.compile("\x01(\\d+)\x01")


@dataclass(frozen=True, slots=True)
class SqlQuery:
    """An expression as SQL: an operand for a SELECT list or, compiled as a condition, for WHERE.

    `text` speaks of the row by the alias of the source and of parameters as `$1`, `$2`, …. Without a text the
    diagnostics say why. Run it with what `bind` returns.
    """

    text: str | None
    parameters: tuple[Any, ...]
    """What the driver gets, with a `Given` for what is known only when the query runs."""
    type: t.Type
    diagnostics: tuple[Diagnostic, ...]
    output: str = ""
    """The text for a SELECT list whose value `read` takes: the same, but for instants in DuckDB."""
    dialect: Dialect = field(default=DIALECTS["postgres"], repr=False)
    scalar: Scalar = field(default=NULL, repr=False)

    def bind(self, values: Mapping[str, Value] | None = None, now: datetime | None = None) -> list[Any]:
        """Return the parameters for a run: the clock and the inputs of the source filled in.

        Raises `KeyError` for an input without a value.
        """
        return filled(self.parameters, now or clock.now(), values or {})

    def read(self, raw: Any) -> Value:
        """Return what a database gave for `output` as a value of the language."""
        return read_raw(raw, self.scalar, self.dialect)


def compile_sql(
    expression: Expression | s.Node,
    source: Source,
    dialect: str,
    *,
    condition: bool = False,
    first: int = 1,
    known: Known = "folded",
) -> SqlQuery:
    """Return an expression as SQL of `dialect` ("postgres", "duckdb" or "spark").

    A `condition` is for WHERE, where null and false are the same: its text is shorter, and indexes are used. Parameters
    are numbered from `first`. `known` says what becomes of values that are known while compiling.
    """
    tree = expression.tree if isinstance(expression, Expression) else expression
    speaker = DIALECTS[dialect]
    if tree is None:
        assert isinstance(expression, Expression)
        return SqlQuery(None, (), t.ANY, expression.diagnostics, "", speaker)
    compiler = Compiler(
        Writer(speaker, source, opaque=known == "opaque", hidden=known == "named"), fold=known == "folded"
    )
    found = compiler.condition(tree) if condition else _value(compiler, tree)
    text = speaker.readable(found)
    for reason in [*unwritable_in(compiler.writer, text), *too_large(text)]:
        compiler.diagnostics.append(unsupported(reason.what, speaker.where, Span(max(tree.start, 0), tree.end)))
    if compiler.diagnostics:
        return SqlQuery(None, (), found.type, tuple(compiler.diagnostics), "", speaker, found)
    output, parameters = compiler.writer.parameters.numbered(text, first, speaker.marker)
    shown, _ = compiler.writer.parameters.numbered(found.sql, first, speaker.marker)
    return SqlQuery(shown, tuple(parameters), found.type, (), output, speaker, found)


def unwritable_in(writer: Writer, text: str) -> list[Unsupported]:
    """Return the values that SQL has not and that a text still holds."""
    return [writer.unwritable[int(place)] for place in _UNWRITABLE.findall(text)]


def too_large(text: str) -> list[Unsupported]:
    """Return why a text is more than databases plan in reasonable time, nothing when it is not."""
    if len(text) <= MAX_LENGTH and text.count("SELECT") <= MAX_QUERIES:
        return []
    return [Unsupported("An expression with so many parts", "组成部分过多的表达式")]


def _value(compiler: Compiler, tree: s.Node) -> Scalar:
    """Return the value of a whole tree as one scalar."""
    term = compiler.value(tree)
    try:
        return as_scalar(compiler.writer, term)
    except Unsupported as reason:
        span = Span(max(tree.start, 0), tree.end)
        compiler.diagnostics.append(unsupported(reason.what, compiler.writer.dialect.where, span))
        return NULL


def read_raw(raw: Any, scalar: Scalar, dialect: Dialect) -> Value:
    """Return what a driver gave for a scalar as a value of the language."""
    return _read(raw, scalar.type, scalar.form, scalar.zone, dialect)


def _read(raw: Any, kind: t.Type, form: str, zone: tzinfo | None, dialect: Dialect) -> Value:
    """Return a value of a driver as a value of the language."""
    if raw is None:
        return None
    if isinstance(kind, t.ListType):
        return [_read(part, kind.item, form, zone, dialect) for part in raw]
    if kind is t.NUMBER:
        return CONTEXT.plus(raw if isinstance(raw, Decimal) else Decimal(raw))
    if kind is t.YEARS_MONTHS:
        return YearsMonths(int(raw))
    if kind is t.DAYS_TIME:
        return _duration(raw, form)
    if kind is t.DATE_TIME and zone is not None:
        moment = dialect.incoming(raw)
        return moment.astimezone(zone)
    if kind is t.DATE and isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, time):
        seconds = (raw.hour * 60 + raw.minute) * 60 + raw.second
        return Time(seconds * 1_000_000_000 + raw.microsecond * 1000)
    assert isinstance(raw, str | bool | date)
    return raw


def _duration(raw: Any, form: str) -> DaysTime:
    """Return a days and time duration of nanoseconds, days or an interval."""
    if form == "days":
        return DaysTime(int(raw) * 86_400_000_000_000)
    if form == "interval" and not isinstance(raw, int | Decimal):
        return DaysTime(((raw.days * 86_400 + raw.seconds) * 1_000_000 + raw.microseconds) * 1000)
    return DaysTime(int(raw))


__all__ = ["DIALECTS", "SqlQuery", "compile_sql"]
