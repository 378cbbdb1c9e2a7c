"""`compile_value`: a whole value as a SELECT list, contexts and mixed lists taken apart and put together again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine_rules.expression import Expression
from engine_rules.targets.sql.compiler import Compiler, unsupported
from engine_rules.targets.sql.parameters import filled
from engine_rules.targets.sql.query import DIALECTS, Known, read_raw, unwritable_in
from engine_rules.targets.sql.relation import as_scalar
from engine_rules.targets.sql.source import Source
from engine_rules.targets.sql.terms import UNKNOWN, Items, Record, Rows, Scalar, Term, Unsupported
from engine_rules.targets.sql.writer import Writer, known
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic, Span

_Read = Callable[[Sequence[Any]], Value]
"""Makes a value of the columns of the one row that came back."""
_SEPARATOR = "\x02"


@dataclass(frozen=True, slots=True)
class SqlValue:
    """An expression as the columns of a SELECT; without columns and with diagnostics when SQL cannot say it."""

    columns: tuple[str, ...]
    parameters: tuple[Any, ...]
    diagnostics: tuple[Diagnostic, ...]
    read: _Read
    """Returns the value of what the database gave for the columns."""

    def bind(self, values: Mapping[str, Value] | None = None, now: datetime | None = None) -> list[Any]:
        """Return the parameters for a run, as `SqlQuery.bind` does."""
        return filled(self.parameters, now or clock.now(), values or {})


def compile_value(
    expression: Expression, source: Source, dialect: str, *, first: int = 1, known_values: Known = "folded"
) -> SqlValue:
    """Return an expression as columns; what is known when compiling needs none. Parameters begin at `first`."""
    tree, speaker = expression.tree, DIALECTS[dialect]
    if tree is None:
        return SqlValue((), (), expression.diagnostics, _null)
    writer = Writer(speaker, source, opaque=known_values == "opaque", hidden=known_values == "named")
    compiler = Compiler(writer, fold=known_values == "folded")
    columns: list[str] = []
    span = Span(max(tree.start, 0), tree.end)
    try:
        read = _taken_apart(compiler.writer, compiler.value(tree), columns)
    except Unsupported as reason:
        compiler.diagnostics.append(unsupported(reason.what, speaker.where, span))
        read = _null
    found = list(compiler.diagnostics)
    found += [
        unsupported(reason.what, speaker.where, span) for reason in unwritable_in(compiler.writer, "".join(columns))
    ]
    if found:
        return SqlValue((), (), tuple(found), _null)
    text, parameters = compiler.writer.parameters.numbered(_SEPARATOR.join(columns), first, speaker.marker)
    return SqlValue(tuple(text.split(_SEPARATOR)) if columns else (), tuple(parameters), (), read)


def _null(_row: Sequence[Any]) -> Value:
    """Return null."""
    return None


def _taken_apart(writer: Writer, term: Term, columns: list[str]) -> _Read:
    """Add the columns of a term, and return what puts its value together. Raises `Unsupported`."""
    value = known(term)
    if value is not UNKNOWN:
        return lambda _row: value
    if isinstance(term, Record):
        return _record(writer, term, columns)
    if isinstance(term, Items):
        parts = [_taken_apart(writer, item, columns) for item in term.items]
        return lambda row: [part(row) for part in parts]
    if isinstance(term, Rows) and isinstance(term.element, Record):
        return _records(writer, term, term.element, columns)
    return _column(writer, as_scalar(writer, term), columns)


def _record(writer: Writer, record: Record, columns: list[str]) -> _Read:
    """Add the columns of a context's members."""
    members = {name: _taken_apart(writer, read(), columns) for name, read in record.members.items()}
    return lambda row: {name: member(row) for name, member in members.items()}


def _records(writer: Writer, rows: Rows, record: Record, columns: list[str]) -> _Read:
    """Add a list for each member of the contexts that rows are."""
    members = {
        name: _taken_apart(writer, replace(rows, element=read()), columns) for name, read in record.members.items()
    }

    def read(row: Sequence[Any]) -> Value:
        lists = {name: member(row) for name, member in members.items()}
        if any(items is None for items in lists.values()):
            return None
        return [dict(zip(lists, values, strict=True)) for values in zip(*lists.values(), strict=True)]

    return read


def _column(writer: Writer, scalar: Scalar, columns: list[str]) -> _Read:
    """Add one column."""
    columns.append(writer.dialect.readable(scalar))
    place = len(columns) - 1
    return lambda row: read_raw(row[place], scalar, writer.dialect)
