"""`held_lookups`: look-ups that need no join where DuckDB holds the columns of the records beside the rows.

Which of them it holds, the owner of the replica decides by what is asked; the text without them is there in any case.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from engine_reports.access import ALL, NONE
from engine_reports.held import HeldColumn
from engine_reports.plan import Lookup, Plan
from engine_reports.rewrites.lookups import ROW
from engine_reports.sql.beside import Opening
from engine_reports.sql.first import mark_of
from engine_rules.targets.sql.dialect import quoted
from engine_rules.targets.sql.source import Table
from engine_rules.targets.sql.writer import Writer

_KEY = "id"
_NESTED = re.compile(r"\bselect\b", re.IGNORECASE)
"""Conditions that read other tables are left to joins: their names could be those of the row."""


@dataclass(frozen=True)
class Held:
    """The look-ups of a plan that can be read beside its rows."""

    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What is read for the columns of each, by the alias of the look-up."""
    columns: tuple[HeldColumn, ...] = ()
    """What has to be held for that."""


@dataclass
class _Finder:
    """The look-ups that can be held, of one plan for DuckDB."""

    plan: Plan
    writer: Writer
    opening: Opening
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    columns: dict[HeldColumn, None] = field(default_factory=dict)

    def find(self) -> Held:
        """Return them."""
        for one in self.plan.lookups:
            via = self._via(one)
            target = self.plan.scans.get(one.table.name)
            if via and target is not None and not target.schema and not target.select:
                self._keep(one, via, target)
        return Held(self.texts, tuple(self.columns))

    def _via(self, one: Lookup) -> str:
        """Return the column beside the row that refers to a record, in all rows that are seen; empty for none."""
        if one.joined is not None or len(one.on) != 1 or one.alias in {self.opening.inner, self.opening.dropped}:
            return ""
        (match,) = one.on
        if match.key != _KEY or match.texts:
            return ""
        if match.origin == ROW:
            return match.column if self._seen(self.plan.table, match.column, ROW) == ALL else ""
        if match.origin == self.opening.dropped:
            kept = self.opening.columns[match.column]
            return "" if kept in self.opening.masks else kept
        return ""

    def _seen(self, table: Table | None, column: str, alias: str) -> str:
        """Return of which rows of a table a column can be seen."""
        assert table is not None
        guard = self.plan.access.guard(self.plan.scans[table.name])
        return NONE if guard is None else guard.column(column, alias, "duckdb", self.writer.parameters.mark)

    def _keep(self, one: Lookup, via: str, target: Table) -> None:
        """Note what is read of a look-up; nothing when that takes the record itself."""
        assert self.plan.table is not None
        own = self.plan.scans[self.plan.table.name]
        guard = self.plan.access.guard(target)
        # Records that refer to others of their own table are put in place of each other: they are looked up.
        if guard is None or own.schema or own.select or own.name == target.name:
            return
        rows = guard.rows(one.alias, "duckdb", self.writer.parameters.mark)
        wanted = dict.fromkeys(self._wanted(one))
        seen = {name: self._seen(one.table, name, one.alias) for name in wanted}
        conditions = [rows, *seen.values()]
        if _KEY in wanted or NONE in conditions or any(map(_NESTED.search, conditions)):
            return
        column = re.compile(rf'\b{one.alias}\."([^"]+)"')
        read = dict.fromkeys([*wanted, *(name for text in conditions for name in column.findall(text))])
        known = {name: HeldColumn(own.name, via, target.name, name) for name in read}
        if _KEY in read or any(f"{one.alias}." in column.sub("", text) for text in conditions):
            return
        self.columns |= dict.fromkeys(known.values())
        found = {}
        for name in wanted:
            parts = [f"({one})" for one in (rows, seen[name]) if one != ALL]
            text = f"{ROW}.{quoted(known[name].name)}"
            if parts:
                condition = column.sub(lambda at: f"{ROW}.{quoted(known[at[1]].name)}", " AND ".join(parts))
                text = f"CASE WHEN {condition} THEN {text} END"
            found[name] = text
        self.texts[one.alias] = found

    def _wanted(self, one: Lookup) -> Iterator[str]:
        """Iterate over the columns that are read of a look-up, those that others are found by too."""
        yield from (each.column.name for each in self.plan.base if each.alias == one.alias)
        yield from (each.column for other in self.plan.lookups for each in other.on if each.origin == one.alias)


def held_lookups(plan: Plan, writer: Writer, opening: Opening) -> Held:
    """Return the look-ups of a plan for DuckDB that can be read beside its rows, and what marks these."""
    found = _Finder(plan, writer, opening).find() if plan.lookups else Held()
    mark = mark_of(plan)
    return found if mark is None else replace(found, columns=(*found.columns, mark))
