"""`Compiled`: a question as SQL, and how its answer is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from engine_reports.held import HeldColumn
from engine_rules.targets.sql.dialect import Dialect
from engine_rules.targets.sql.parameters import filled
from engine_rules.targets.sql.query import read_raw
from engine_rules.targets.sql.terms import Scalar
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic

ColumnRole = Literal["dimension", "measure", "before", "level", "others"]
"""What a column of an answer is: the value of a measure, that of the comparison, which level, and whether others."""


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """A column of an answer."""

    name: str
    """The name of the dimension or measure; of what else there is, a name that none can have."""
    role: ColumnRole
    """What it is."""
    scalar: Scalar = field(repr=False)
    """What SQL gives."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One group of an answer."""

    level: tuple[str, ...]
    """The dimensions that it is grouped by; all of them in the rows that are no totals."""
    values: Mapping[str, Value]
    """The values of its dimensions and measures by name; null for dimensions beyond its level."""
    before: Mapping[str, Value]
    """The values of the measures in the stretch of time that is compared with."""
    others: frozenset[str] = frozenset()
    """The dimensions of which it stands for all members that are left out."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A question as SQL; without a text the diagnostics say why."""

    text: str
    parameters: tuple[Any, ...]
    columns: tuple[AnswerColumn, ...]
    dialect: Dialect | None
    dimensions: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    held: tuple[HeldColumn, ...] = ()
    """What DuckDB can hold beside the rows; a text that reads it there needs no look-up."""

    def bind(self, values: Mapping[str, Value] | None = None, now: datetime | None = None) -> list[Any]:
        """Return the parameters for a run: the clock and the inputs filled in. Raises `KeyError` for a missing one."""
        return filled(self.parameters, now or clock.now(), values or {})

    def read(self, rows: Sequence[Sequence[Any]]) -> list[AnswerRow]:
        """Return the rows that a database gave as groups."""
        return [self._row(row) for row in rows]

    def _row(self, row: Sequence[Any]) -> AnswerRow:
        """Return one group."""
        assert self.dialect is not None
        values: dict[str, Value] = {}
        before: dict[str, Value] = {}
        level = 0
        others: set[str] = set()
        for column, raw in zip(self.columns, row, strict=True):
            if column.role == "level":
                level = int(raw)
            elif column.role == "others":
                others |= {column.name} if raw else set()
            else:
                place = before if column.role == "before" else values
                place[column.name] = read_raw(raw, column.scalar, self.dialect)
        size = len(self.dimensions)
        named = tuple(name for at, name in enumerate(self.dimensions) if not level >> (size - 1 - at) & 1)
        return AnswerRow(named, values, before, frozenset(others))
