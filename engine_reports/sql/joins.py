"""`Joins`: what the joins of a dataset bring, one row for each key, so that no row is ever there twice."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine_reports.joining import Gathering, Joined
from engine_reports.plan import Lookup, Plan
from engine_reports.sql.gather import gathered
from engine_rules import types as t
from engine_rules.targets.sql.compiler import Compiler
from engine_rules.targets.sql.dialect import Dialect, quoted
from engine_rules.targets.sql.parameters import Parameters
from engine_rules.targets.sql.relation import as_scalar, table_text
from engine_rules.targets.sql.source import Column, Source, Table
from engine_rules.targets.sql.terms import Scalar
from engine_rules.targets.sql.writer import Writer
from lowcode.kernel.diagnostics import Diagnostic

_ROW = "q"
"""The alias of the rows that are joined."""
_PLACE = "=n"
"""The column that says which of several rows with one key it is."""


@dataclass
class Joins:
    """The joins of a plan as text."""

    plan: Plan
    dialect: Dialect
    parameters: Parameters
    texts: dict[str, str] = field(default_factory=dict)
    """What is joined, by its alias."""
    counts: set[tuple[str, str]] = field(default_factory=set)
    """Columns, by alias and name, that are zero where there is no row."""
    keys: dict[tuple[str, str], Lookup] = field(default_factory=dict)
    """What is gathered, by the alias and name of the column that tells it apart."""
    flat: Table | None = None
    """The table of what is read, as expressions see it, with the digits of what is gathered."""
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Write them."""
        known: dict[tuple[str, str], Scalar] = {}
        for one in self.plan.lookups:
            if one.joined is not None:
                self.texts[one.alias] = self._text(one, one.joined, known)
        self.flat = self._typed(known)

    def text(self, lookup: Lookup) -> str:
        """Return what a lookup joins."""
        return self.texts.get(lookup.alias) or table_text(lookup.table)

    def _text(self, lookup: Lookup, joined: Joined, known: dict[tuple[str, str], Scalar]) -> str:
        """Return the rows of one join, one for each key."""
        table = joined.rows()
        writer = Writer(self.dialect, Source(table, _ROW, zone=self.plan.subject.zone), self.parameters)
        compiler = Compiler(writer, fold=True)
        keys = self._keys(lookup, joined)
        where = [f"{text} IS NOT NULL" for text in keys.values()]
        if joined.filter is not None:
            where.append(f"({compiler.condition(joined.filter).sql})")
        listed = ", ".join(f"{text} AS {quoted(name)}" for name, text in keys.items())
        by = ", ".join(keys.values())
        found = f"FROM {table_text(table)} AS {_ROW} WHERE {' AND '.join(where)}"
        if joined.gathered:
            self.keys[lookup.alias, lookup.table.key] = lookup
            columns = []
            for one in joined.gathered:
                scalar = self._gathered(one, compiler)
                known[lookup.alias, one.name] = scalar
                columns.append(f"{scalar.sql} AS {quoted(one.name)}")
                if one.gather in {"count", "rows"}:
                    self.counts.add((lookup.alias, one.name))
            text = f"(SELECT {', '.join([listed, *columns])} {found} GROUP BY {by})"
        elif joined.single:
            text = f"(SELECT {_ROW}.*, {listed} {found})"
        else:
            place = f"row_number() OVER (PARTITION BY {by} ORDER BY {_ROW}.{quoted(table.key)}) AS {quoted(_PLACE)}"
            text = f"(SELECT * FROM (SELECT {_ROW}.*, {listed}, {place} {found}) AS {_ROW} WHERE {quoted(_PLACE)} = 1)"
        self.diagnostics += compiler.diagnostics
        return text

    def _keys(self, lookup: Lookup, joined: Joined) -> Mapping[str, str]:
        """Return what the rows are found by, by what it is called from then on."""
        found = {}
        for match, pair in zip(lookup.on, joined.pairs, strict=True):
            text = f"{_ROW}.{quoted(pair.other.name)}"
            found[match.key] = f"CAST({text} AS {self.dialect.sql_type(t.STRING)})" if match.texts else text
        return found

    def _gathered(self, one: Gathering, compiler: Compiler) -> Scalar:
        """Return what is gathered of the rows with one key."""
        value = None
        if one.value is not None:
            value = as_scalar(compiler.writer, compiler.value(one.value))
            value = self.dialect.settled(value) if value.type is t.NUMBER else value
        found = gathered(one.gather, value, None, "", "", self.dialect)
        return self.dialect.settled(found) if found.type is t.NUMBER else found

    def _typed(self, known: Mapping[tuple[str, str], Scalar]) -> Table | None:
        """Return the table of what is read, with what is known of the columns that are gathered."""
        flat = self.plan.flat
        if flat is None or not known:
            return flat
        columns = dict(flat.columns)
        for one in self.plan.base:
            scalar = known.get((one.alias, one.column.name))
            if scalar is not None:
                columns[f"\x00{one.name}"] = _column(one.name, scalar)
        return replace(flat, columns=columns)


def _column(name: str, scalar: Scalar) -> Column:
    """Return a column that SQL has computed, as expressions see it."""
    digits = scalar.digits or ((19, 0) if scalar.form == "integer" else None)
    return Column(
        name, scalar.type, integer=scalar.form == "integer", digits=digits, zoned=scalar.zone is not None,
        interval=scalar.form == "interval",
    )  # fmt: skip
