"""`compile_plan`: an executable plan as one statement, from the tables that the asker may see to the sorted answer."""

from dataclasses import dataclass, field

from engine_reports.aggregate import AmongGroups, Window
from engine_reports.compiled import AnswerColumn, Compiled
from engine_reports.part import MERGES
from engine_reports.plan import MeasureStep, Plan
from engine_reports.sql.first import of_first_rows
from engine_reports.sql.groups import Grouping, Groups
from engine_reports.sql.rows import OPENED, Rows
from engine_rules import types as t
from engine_rules.expression import Expression
from engine_rules.scope import Scope
from engine_rules.targets.sql.compiler import Compiler, unsupported
from engine_rules.targets.sql.dialect import Dialect
from engine_rules.targets.sql.query import DIALECTS, too_large
from engine_rules.targets.sql.source import Column, Source, Table
from engine_rules.targets.sql.terms import Scalar
from engine_rules.targets.sql.writer import Writer
from lowcode.kernel.diagnostics import Diagnostic

_LEVEL = Scalar("l", t.NUMBER, nullable=False, form="integer", digits=(4, 0))
_FLAG = Scalar("", t.BOOLEAN)


@dataclass
class _Answer:
    """A statement in the making."""

    plan: Plan
    dialect: Dialect
    reads_held: bool = False
    steps: list[tuple[str, str]] = field(default_factory=list)
    """The named steps so far, each with its text."""
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def compile(self) -> Compiled:
        """Return the statement."""
        rows = Rows(self.plan, self.dialect, self.reads_held)
        text = rows.text()
        base = rows.base()
        self.steps = [*rows.scans(base, text), ("b", base), ("x", text)]
        self.rows, self.groups = rows, Groups(self.plan, rows, self.dialect)
        self.diagnostics += rows.diagnostics
        if self.diagnostics:
            return self._refused()
        source, grouping = self._limited()
        self.grouping = grouping
        self.steps.append(("g", self.groups.text(source, grouping, range(len(self.plan.parts)))))
        final = self._measured()
        parameters = rows.writer.parameters
        named = ", ".join(f"{name} AS {self._once(name)}({text})" for name, text in self.steps)
        whole = f"WITH {named} {final}"
        self.diagnostics += [unsupported(one.what, self.dialect.where, None) for one in too_large(whole)]
        if self.diagnostics:
            return self._refused()
        numbered, values = parameters.numbered(whole, marker=self.dialect.marker)
        names = tuple(one.spec.name for one in self.plan.dimensions)
        held = rows.holdable.columns
        return Compiled(numbered, tuple(values), tuple(self.columns), self.dialect, names, held=held)

    def _once(self, name: str) -> str:
        """Return whether a step is written into those that read it: all up to the rows are."""
        return self.dialect.inlined if name in {"b", OPENED} or name in self.plan.scans else ""

    def _refused(self) -> Compiled:
        """Return why there is no statement."""
        return Compiled("", (), (), None, (), tuple(dict.fromkeys(self.diagnostics)))

    # --- the first members of a dimension ---------------------------------------------------------------------------

    def _limited(self) -> tuple[str, Grouping]:
        """Return the rows to group, those beyond the limit dropped or marked as others, and the grouping."""
        columns = tuple(f"d{at}" for at in range(len(self.plan.dimensions)))
        limit = self.plan.query.limit
        if limit is None or limit.dimension is None:
            return "x", Grouping(columns, self.plan.levels)
        at = self.plan.dimension(limit.dimension)
        self.steps += self._top(at)
        here = (
            f"(CASE WHEN d{at} IS NULL THEN EXISTS (SELECT 1 FROM t WHERE m IS NULL) "
            f"ELSE d{at} IN (SELECT m FROM t WHERE m IS NOT NULL) END)"
        )
        if not limit.others:
            self.steps.append(("y", f"SELECT * FROM x WHERE {here}"))
            return "y", Grouping(columns, self.plan.levels)
        kept = [name for name in self.rows.columns if name != f"d{at}"]
        marked = f"SELECT x.*, {here} AS h FROM x"
        replaced = f"CASE WHEN h THEN d{at} END AS d{at}, NOT h AS o{at}"
        self.steps.append(("y", f"SELECT {', '.join([*kept, replaced])} FROM ({marked}) AS x"))
        return "y", Grouping(columns, self.plan.levels, (at,))

    def _top(self, at: int) -> list[tuple[str, str]]:
        """Return the steps that find the first members of a dimension."""
        limit = self.plan.query.limit
        assert limit is not None
        grouping = Grouping((f"d{at}",), ((0,),))
        member = self.rows.dimensions[at]
        order = self.dialect.by_code_point(member) if member.type is t.STRING else member.sql
        tie = f"{order} ASC NULLS LAST LIMIT {limit.count}"
        only = " WHERE z = 0" if len(self.plan.branches) > 1 else ""
        if limit.by is None:
            return [("t", f"SELECT d{at} AS m FROM (SELECT DISTINCT d{at} FROM x{only}) AS u ORDER BY {tie}")]
        measure = next(one for one in self.plan.measures if one.spec.name == limit.by)
        source = f"(SELECT * FROM x{only}) AS x" if only else "x"
        groups = self.groups.text(source, grouping, sorted(set(measure.parts)))
        value = self._value(measure, "p")
        inner = f"SELECT d{at}, {value.sql} AS r FROM ({groups}) AS u"
        return [("t", f"SELECT d{at} AS m FROM ({inner}) AS u ORDER BY r DESC NULLS LAST, {tie}")]

    # --- measures -------------------------------------------------------------------------------------------------

    def _value(self, measure: MeasureStep, tag: str) -> Scalar:
        """Return the value of a measure made of the parts of a group."""
        of = measure.spec.of.inner if isinstance(measure.spec.of, AmongGroups) else measure.spec.of
        found = of.finish([self.groups.scalar(at, tag) for at in measure.parts], self.dialect)
        return self.dialect.settled(found) if found.type is t.NUMBER else found

    def _measured(self) -> str:
        """Return the last statement, after the steps of values, of windows and of results."""
        values: list[str] = []
        windows: list[str] = []
        results: list[tuple[AnswerColumn, str]] = []
        for at, measure in enumerate(self.plan.measures):
            for tag in self.groups.tags:
                value = self._value(measure, tag)
                role = "measure" if tag == "p" else "before"
                name = f"{'v' if tag == 'p' else 'w'}{at}"
                values.append(f"{value.sql} AS {name}")
                named = Scalar(name, value.type, form=value.form, zone=value.zone, digits=value.digits)
                result = named
                if isinstance(measure.spec.of, AmongGroups):
                    result = self._windowed(measure, measure.spec.of, named, tag, windows)
                results.append((AnswerColumn(measure.spec.name, role, result), f"m{len(results)}"))  # type: ignore[arg-type]
        self.steps.append(("v", f"SELECT {', '.join(['*', *values])} FROM g"))
        source = "v"
        if windows:
            self.steps.append(("w", f"SELECT {', '.join(['*', *windows])} FROM v"))
            source = "w"
        return self._sorted(source, results)

    def _windowed(self, measure: MeasureStep, of: AmongGroups, value: Scalar, tag: str, windows: list[str]) -> Scalar:
        """Return the value of a measure among groups; its columns over windows go into `windows`."""
        times = [one for one in self.plan.dimensions if one.spec.is_time]
        named = of.goes_along or (times[0].spec.name if times else None)
        along = next((one for one in times if one.spec.name == named), None)
        parts = [self.plan.parts[at].gather for at in measure.parts]
        dimensions = {one.spec.name: f"d{at}" for at, one in enumerate(self.plan.dimensions)}
        flags = {self.plan.dimensions[at].spec.name: f"o{at}" for at in self.grouping.flags}
        tie = [self._by(f"d{at}", one, descending=False) for at, one in enumerate(self.rows.dimensions)]
        window = Window(
            self.dialect,
            of.inner,
            tuple(self.groups.scalar(at, tag) for at in measure.parts),
            tuple(MERGES.get(one, "max") for one in parts),
            value,
            dimensions,
            flags,
            ", ".join([*tie, *flags.values()]) or "l",
            "l",
            along.spec.name if along else None,
            along.spec.grain if along else None,
        )
        columns: dict[str, Scalar] = {}
        for key, one in of.columns(window).items():
            name = f"a{len(windows)}"
            windows.append(f"{one.sql} AS {name}")
            columns[key] = Scalar(name, one.type, form=one.form, zone=one.zone, digits=one.digits)
        found = of.result(window, columns)
        found = self.dialect.settled(found) if found.type is t.NUMBER else found
        if "time" not in of.needs or along is None:
            return found
        sql = f"CASE WHEN {window.time} IS NOT NULL THEN {found.sql} END"
        return Scalar(sql, found.type, form=found.form, zone=found.zone, digits=found.digits, atom=False)

    # --- the answer -----------------------------------------------------------------------------------------------

    def _sorted(self, source: str, results: list[tuple[AnswerColumn, str]]) -> str:
        """Return the last statement."""
        self.columns = [AnswerColumn("\x00level", "level", _LEVEL)]
        computed = [f"{column.scalar.sql} AS {name}" for column, name in results]
        self.steps.append(("r", f"SELECT {', '.join(['l', *self.grouping.all_columns, *computed])} FROM {source}"))
        selected = ["l"]
        for at, step in enumerate(self.plan.dimensions):
            scalar = self.rows.dimensions[at]
            self.columns.append(AnswerColumn(step.spec.name, "dimension", scalar))
            selected.append(f"{self.dialect.readable(scalar)} AS d{at}")
        for at in self.grouping.flags:
            self.columns.append(AnswerColumn(self.plan.dimensions[at].spec.name, "others", _FLAG))
            selected.append(f"o{at}")
        for column, name in results:
            named = Scalar(name, column.scalar.type, zone=column.scalar.zone, form=column.scalar.form)
            self.columns.append(AnswerColumn(column.name, column.role, named))
            selected.append(f"{self.dialect.readable(named)} AS {name}")
        having = self._having(results)
        return self._cut(", ".join(selected), self._order(results), having)

    def _cut(self, selected: str, order: str, having: str) -> str:
        """Return the last statement with its order, condition and limit."""
        limit = self.plan.query.limit
        where = f" WHERE {having}" if having else ""
        if limit is None or limit.dimension is not None:
            return f"SELECT {selected} FROM r{where} ORDER BY {order}"
        if len(self.plan.levels) == 1:
            return f"SELECT {selected} FROM r{where} ORDER BY {order} LIMIT {limit.count}"
        ranked = f"SELECT *, row_number() OVER (ORDER BY {order}) AS n FROM r{where}"
        return f"SELECT {selected} FROM ({ranked}) AS r WHERE l <> 0 OR n <= {limit.count} ORDER BY {order}"

    def _order(self, results: list[tuple[AnswerColumn, str]]) -> str:
        """Return the order: details before totals, others last, then what was asked for, then the dimensions."""
        found = ["l", *(f"r.o{at}" for at in self.grouping.flags)]
        names = {column.name: (f"r.{name}", column.scalar) for column, name in results if column.role == "measure"}
        for at, step in enumerate(self.plan.dimensions):
            names[step.spec.name] = (f"r.d{at}", self.rows.dimensions[at])
        found += [self._by(*names[one.by], descending=one.descending) for one in self.plan.query.sort]
        found += [self._by(*names[step.spec.name], descending=False) for step in self.plan.dimensions]
        return ", ".join(found)

    def _by(self, name: str, scalar: Scalar, *, descending: bool) -> str:
        """Return one part of the order."""
        plain = Scalar(name, scalar.type)
        text = self.dialect.by_code_point(plain) if scalar.type is t.STRING else plain.sql
        return f"{text} {'DESC' if descending else 'ASC'} NULLS LAST"

    def _having(self, results: list[tuple[AnswerColumn, str]]) -> str:
        """Return which groups are given; empty for all of them."""
        text = self.plan.query.having
        if text is None:
            return ""
        columns = {column.name: _column(name, column.scalar) for column, name in results if column.role == "measure"}
        for at, step in enumerate(self.plan.dimensions):
            columns[step.spec.name] = _column(f"d{at}", self.rows.dimensions[at])
        table = Table("r", columns)
        found = Expression(text, Scope(table.members(0)))
        self.diagnostics += [one.at("/having") for one in found.errors]
        if found.tree is None:
            return ""
        writer = Writer(self.dialect, Source(table, "r", zone=self.plan.subject.zone), self.rows.writer.parameters)
        compiler = Compiler(writer, fold=True)
        condition = compiler.condition(found.tree).sql
        self.diagnostics += [one.at("/having") for one in compiler.diagnostics]
        return condition if len(self.plan.levels) == 1 else f"(l <> 0 OR ({condition}))"


def _column(name: str, scalar: Scalar) -> Column:
    """Return a column of the answer as expressions see it."""
    digits = scalar.digits or ((19, 0) if scalar.form == "integer" else None)
    return Column(name, scalar.type, integer=scalar.form == "integer", digits=digits, zoned=scalar.zone is not None)


def compile_plan(plan: Plan, dialect: str, *, held: bool = False) -> Compiled:
    """Return an executable plan as a statement of `dialect` ("postgres", "duckdb" or "spark").

    With `held` it reads what can be held beside the rows there, instead of looking it up.
    """
    return _Answer(of_first_rows(plan) if held else plan, DIALECTS[dialect], held).compile()
