"""The rows of a plan in SQL: what the asker may see, joined, filtered, with a column for each input of the groups."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from engine_reports import codes
from engine_reports.access import ALL, CLOSED, NONE
from engine_reports.joining import Joined
from engine_reports.plan import Branch, DimensionStep, Lookup, Match, Plan
from engine_reports.rewrites.lookups import ROW
from engine_reports.sql.beside import Opening, opening
from engine_reports.sql.calendar import moved, period_of, periods_between
from engine_reports.sql.held import Held, held_lookups
from engine_reports.sql.joins import Joins
from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.targets.sql.compiler import Compiler, unsupported
from engine_rules.targets.sql.dialect import Dialect, quoted
from engine_rules.targets.sql.parameters import Parameters
from engine_rules.targets.sql.query import unwritable_in
from engine_rules.targets.sql.relation import as_scalar, table_text
from engine_rules.targets.sql.source import Source, Table
from engine_rules.targets.sql.terms import NULL, Scalar, Unsupported
from engine_rules.targets.sql.writer import Writer
from lowcode.kernel.diagnostics import Diagnostic, Span

_KEPT = re.compile(r'CAST\((b\."[^"]+") AS \w+\)')
"""A column of the rows that is read as a text."""
OPENED = "h"
"""What the rows are called that are seen with their records."""


@dataclass(frozen=True)
class PartColumns:
    """The columns of the rows that a part gathers."""

    value: Scalar | None
    order: Scalar | None
    condition: str
    """The column that says whether a row counts; empty when all do."""
    key: str = ""
    """The column of the rows that count once; empty for the rows themselves."""


@dataclass
class Rows:
    """The rows of a plan as text, and the columns that they have."""

    plan: Plan
    dialect: Dialect
    reads_held: bool = False
    """Whether look-ups that can be held are read beside the rows."""
    writer: Writer = field(init=False)
    dimensions: list[Scalar] = field(default_factory=list)
    parts: list[PartColumns] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    """The names of all columns."""
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin the text."""
        subject = self.plan.subject
        parameters = Parameters()
        self.joins = Joins(self.plan, self.dialect, parameters)
        source = Source(self.joins.flat, "b", {}, subject.inputs, subject.zone)
        self.writer = Writer(self.dialect, source, parameters)
        self.compiler = Compiler(self.writer, fold=True)
        self.opening = opening(self.plan, self.dialect, self.writer)
        self.holdable = held_lookups(self.plan, self.writer, self.opening) if self.dialect.name == "duckdb" else Held()
        self.held = self.holdable if self.reads_held else Held()

    def text(self) -> str:
        """Return the rows of all branches; the columns are known after that."""
        found = [self._branch(branch, at) for at, branch in enumerate(self.plan.branches)]
        self.diagnostics += [*self.joins.diagnostics, *self.compiler.diagnostics]
        whole = " UNION ALL ".join(found)
        self.diagnostics += [
            unsupported(reason.what, self.dialect.where, None) for reason in unwritable_in(self.writer, whole)
        ]
        return whole

    # --- expressions ----------------------------------------------------------------------------------------------

    def value(self, tree: s.Node) -> Scalar:
        """Return an expression as one value of SQL."""
        try:
            found = as_scalar(self.writer, self.compiler.value(tree))
        except Unsupported as reason:
            span = Span(max(tree.start, 0), tree.end)
            self.diagnostics.append(unsupported(reason.what, self.dialect.where, span))
            return NULL
        if found.type is t.NUMBER:
            return self.dialect.settled(found)
        return found

    def condition(self, tree: s.Node) -> str:
        """Return an expression as a condition."""
        return self.compiler.condition(tree).sql

    # --- text -----------------------------------------------------------------------------------------------------

    def _branch(self, branch: Branch, tag: int) -> str:
        """Return the rows of one branch."""
        self.dimensions, self.parts, self.columns = [], [], []
        selected: list[str] = []
        for at, step in enumerate(self.plan.dimensions):
            scalar = self._dimension(step, branch)
            selected.append(self._column(f"d{at}", scalar, self.dimensions))
        selected += self._inputs()
        if len(self.plan.branches) > 1:
            selected.append(f"{tag} AS z")
            self.columns.append("z")
        conditions = [f"({self.condition(one)})" for one in self.plan.filters]
        if branch.condition is not None:
            conditions.append(f"({self.condition(branch.condition)})")
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        if not selected:
            selected.append("1 AS one")
            self.columns.append("one")
        return f"SELECT {', '.join(selected)} FROM b{where}"

    def _column(self, name: str, scalar: Scalar, kept: list[Scalar] | None = None) -> str:
        """Return a column of the SELECT list, and note it."""
        self.columns.append(name)
        plain = Scalar(name, scalar.type, form=scalar.form, zone=scalar.zone, digits=scalar.digits)
        if scalar.form == "uuid":
            plain = replace(plain, form="")
        if scalar.type is t.NULL:
            scalar = replace(scalar, sql=f"CAST(NULL AS {self.dialect.sql_type(t.STRING)})")
        if kept is not None:
            kept.append(plain)
        return f"{scalar.sql} AS {name}"

    def _inputs(self) -> list[str]:
        """Return the columns of the parts."""
        selected: list[str] = []
        known: dict[tuple[int, bool], Scalar] = {}
        conditions: dict[tuple[int, ...], str] = {}
        keys: dict[tuple[str, ...], str] = {}

        def put(tree: s.Node | None, *, told: bool = True) -> Scalar | None:
            if tree is None:
                return None
            if (id(tree), told) not in known:
                kept: list[Scalar] = []
                found = self.value(tree)
                found = found if told else _as_kept(found)
                selected.append(self._column(f"v{len(known)}", found, kept))
                known[id(tree), told] = kept[0]
            return known[id(tree), told]

        for part in self.plan.parts:
            place = tuple(map(id, part.filters))
            if place and place not in conditions:
                name = conditions[place] = f"f{len(conditions)}"
                text = " AND ".join(f"({self.condition(one)})" for one in part.filters)
                selected.append(f"{text} AS {name}")
                self.columns.append(name)
            if part.once and part.once not in keys:
                name = keys[part.once] = f"k{len(keys)}"
                selected.append(self._column(name, self.value(self.plan.keys[part.once])))
            value = put(part.value, told=bool(part.once) or part.gather not in {"count", "distinct"})
            columns = PartColumns(value, put(part.order), conditions.get(place, ""), keys.get(part.once, ""))
            self.parts.append(columns)
        return selected

    def _dimension(self, step: DimensionStep, branch: Branch) -> Scalar:
        """Return a dimension of the rows."""
        spec, found = step.spec, self.value(step.tree)
        own = found
        if step.key is not None:
            key = self.value(step.key)
            least = f"min({found.sql}) OVER (PARTITION BY {key.sql})"
            found = found.named(f"CASE WHEN {key.sql} IS NOT NULL THEN {least} END")
        if step.shifted:
            found = moved(found, branch.months, branch.days, self.dialect)
        if spec.grain is not None and found.type in {t.DATE, t.DATE_TIME}:
            found = period_of(found, spec.grain, spec.fiscal, self.dialect)
            if spec.age and step.key is not None:
                last = period_of(own, spec.grain, spec.fiscal, self.dialect)
                return periods_between(found, last, spec.grain, self.dialect)
        if found.type is t.NUMBER and (spec.edges or spec.width is not None):
            return self._binned(found, step)
        return found

    def _binned(self, found: Scalar, step: DimensionStep) -> Scalar:
        """Return the bin that a number is in."""
        number = self.dialect.as_number(found)
        if step.spec.edges:
            cases = " ".join(
                f"WHEN {number.text} < {self.dialect.number(edge).text} THEN {at}"
                for at, edge in enumerate(step.spec.edges)
            )
            sql = f"CASE WHEN {number.text} IS NULL THEN NULL {cases} ELSE {len(step.spec.edges)} END"
            return Scalar(sql, t.NUMBER, form="integer", digits=(3, 0), atom=False)
        assert step.spec.width is not None
        width = self.dialect.as_number(self.dialect.number(step.spec.width))
        rest = f"({number.text} % {width.text})"
        sql = f"{number.text} - {rest} - CASE WHEN {rest} < 0 THEN {width.text} ELSE 0 END"
        digits = number.digits or (12, 5)
        widened = (digits[0] + 1, max(digits[1], (width.digits or (1, 0))[1]))
        return self.dialect.cast(Scalar(sql, t.NUMBER, digits=widened, atom=False), widened)

    # --- tables ---------------------------------------------------------------------------------------------------

    def base(self) -> str:
        """Return the rows joined with what their references lead to, as `b`."""
        plan, opening = self.plan, self.opening
        assert plan.table is not None
        selected = ", ".join(f"{self._from(one.alias, one.column.name)} AS {quoted(one.name)}" for one in plan.base)
        joins = "".join(
            f"{'' if one.alias == opening.inner else ' LEFT'} JOIN {self.joins.text(one)} AS {one.alias} "
            f"ON {' AND '.join(self._match(one.alias, each) for each in one.on)}"
            for one in plan.lookups
            if one.alias != opening.dropped and one.alias not in self.held.texts
        )
        start = table_text(plan.table) if opening.guarded else OPENED
        return f"SELECT {selected} FROM {start} AS {ROW}{joins}"

    def _match(self, alias: str, match: Match) -> str:
        """Return that a column of a joined table is equal to one of a row that is read before it."""
        own = self._from(match.origin, match.column)
        own = f"CAST({own} AS {self.dialect.sql_type(t.STRING)})" if match.texts else own
        return f"{alias}.{quoted(match.key)} = {own}"

    def _told_apart(self, lookup: Lookup) -> str:
        """Return the key of what is gathered: what it is found by, null where that is, and there without a row too."""
        own = [f"CAST({self._from(one.origin, one.column)} AS {self.dialect.sql_type(t.STRING)})" for one in lookup.on]
        if len(own) == 1:
            return own[0]
        return " || ".join(f"length({one}) || ':' || {one}" for one in own)

    def _from(self, alias: str, column: str) -> str:
        """Return a column of a joined table, or what is beside the row of it."""
        if alias and alias == self.opening.dropped:
            return f"{ROW}.{quoted(self.opening.columns[column])}"
        if alias in self.held.texts:
            return self.held.texts[alias][column]
        if (alias, column) in self.joins.keys:
            return self._told_apart(self.joins.keys[alias, column])
        found = f"{alias}.{quoted(column)}"
        return f"coalesce({found}, 0)" if (alias, column) in self.joins.counts else found

    def scans(self, *texts: str) -> list[tuple[str, str]]:
        """Return what the asker may see of each table that texts read, by what the plan calls it."""
        plan = self.plan
        assert plan.table is not None
        found = [(name, self._scan(name, table)) for name, table in plan.scans.items()]
        found = [(name, text) for name, text in found if any(quoted(name) in one for one in texts)]
        if self.opening.guarded:
            return found
        return [*found, (OPENED, self._scan(plan.table.name, plan.scans[plan.table.name], self.opening))]

    def _scan(self, name: str, table: Table, opening: Opening | None = None) -> str:
        """Return what the asker may see of a table; with an opening its rows are seen with their records."""
        plan = self.plan
        assert plan.table is not None
        guard = plan.access.guard(table) or CLOSED
        speak = (ROW, self.dialect.name, self.writer.parameters.mark)
        rows = guard.rows(*speak) if opening is None else opening.condition or ALL
        listed, masked = [], False
        needed = self._read(name)
        extra = self.plan.extra.get(name, set())
        for column in dict.fromkeys((*columns_of(table), *sorted(extra))):
            seen = guard.column(column, *speak)
            text = f"{ROW}.{quoted(column)}"
            if seen != ALL and column not in extra:
                masked = True
                if seen == NONE and column in needed:
                    self.diagnostics.append(codes.HIDDEN.report(name=_spoken(table, column)))
                text = f"CASE WHEN {seen} THEN {text} END AS {quoted(column)}"
            listed.append(text)
        if opening is None or not opening.dropped:
            beside = []
        else:
            beside = [f"{ROW}.{quoted(one)}" for one in opening.columns.values() if one not in opening.masks]
        if name == plan.table.name:
            beside += [f"{ROW}.{quoted(one.name)}" for one in self.held.columns]
        selected = [*listed, *dict.fromkeys(beside)] if masked else [f"{ROW}.*"]
        selected += [f"{text} AS {quoted(one)}" for one, text in opening.masks.items()] if opening else []
        source = table_text(table)
        if opening is not None and opening.record:
            source = f"(SELECT *, {opening.record} FROM {source} AS {ROW})"
        where = "" if rows == ALL else f" WHERE {rows}"
        return f"SELECT {', '.join(selected)} FROM {source} AS {ROW}{where}"

    def _read(self, name: str) -> set[str]:
        """Return the columns of a table that are read by themselves."""
        plan = self.plan
        assert plan.table is not None
        aliases = {one.alias for one in plan.lookups if one.table.name == name}
        aliases |= {ROW} if plan.table.name == name else set()
        return {one.column.name for one in plan.base if one.alias in aliases}


def columns_of(table: Table) -> Sequence[str]:
    """Return the columns of a table that expressions can read."""
    found = [table.key, *(one.name for one in table.columns.values())]
    found += [one.name for members in table.contexts.values() for one in members.values()]
    for reference in table.references.values():
        joins = reference.pairs if isinstance(reference, Joined) else None
        found += [reference.column] if joins is None else [one.own.name for one in joins if not one.way]
    for one in table.subtables.values():
        found.append(one.key)
    return list(dict.fromkeys(found))


def _as_kept(scalar: Scalar) -> Scalar:
    """Return a text that is kept as `uuid` as what it is kept as, where it is counted and never told."""
    found = _KEPT.fullmatch(scalar.sql) if scalar.form == "uuid" else None
    return scalar if found is None else replace(scalar, sql=found[1])


def _spoken(table: Table, column: str) -> str:
    """Return what people call a column."""
    for name, one in table.columns.items():
        if one.name == column:
            return name
    return next((name for name, one in table.references.items() if one.column == column), column)
