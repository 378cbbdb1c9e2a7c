"""`joined`: the table of a dataset with what its joins bring, as references that expressions read like any other."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from engine_reports import codes
from engine_reports.join import DatasetJoin, GatheredColumn
from engine_reports.part import Gather
from engine_reports.subject import DEPTH, members
from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.expression import Expression, expression
from engine_rules.scope import Scope
from engine_rules.targets.sql.source import Column, Reference, Table
from lowcode.kernel.diagnostics import Diagnostic

GATHERS: Final[Mapping[str, Gather]] = {"count": "count", "sum": "sum", "minimum": "least", "maximum": "greatest"}
"""What is gathered, by the word for it."""
_NO_TABLE: Final = Table("")
_CONDITIONS: Final = frozenset({t.BOOLEAN, t.ANY, t.NULL})


@dataclass(frozen=True, slots=True)
class Pair:
    """What is equal: a field along references of the row, and a column of the other table."""

    way: tuple[str, ...]
    """The references of the row that lead to the field."""
    own: Column
    """The column there."""
    other: Column
    """The column of the other table."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """A column that is gathered of the rows of the other table."""

    name: str
    gather: Gather
    value: s.Node | None = None


@dataclass(frozen=True, slots=True)
class Joined(Reference):
    """A reference by fields that are equal. `table` is what expressions see, `source` the table of the rows."""

    source: "Table | Callable[[], Table]" = _NO_TABLE
    pairs: tuple[Pair, ...] = ()
    filter: s.Node | None = None
    """Which rows of the other table count."""
    gathered: tuple[Gathering, ...] = ()
    """What is computed of all rows that fit; without it one of them counts."""
    single: bool = False
    """Whether it is known that no two rows fit."""

    def rows(self) -> Table:
        """Return the table of the rows."""
        return self.source if isinstance(self.source, Table) else self.source()


@dataclass(frozen=True, slots=True)
class JoinedTable:
    """A table with joins."""

    table: Table
    """The table, with a reference for each join that can be computed."""
    problems: tuple[Diagnostic, ...] = ()
    """What is wrong with the others, by JSON pointer inside the joins: `/0/on/1/own`."""


Find = Callable[[str], Table | None]
"""Returns the table of a dataset by its name; None when there is none that may be read."""


def joined(table: Table, joins: Iterable[DatasetJoin], find: Find) -> JoinedTable:
    """Return a table with what joins bring. A join of which a part is missing or unknown is left out, and told."""
    problems: list[Diagnostic] = []
    found: dict[str, Reference] = {}
    for at, one in enumerate(joins):
        other = find(one.of)
        if other is None:
            continue
        maker = _Maker(table, one, other)
        reference = maker.reference()
        problems += [each.at(f"/{at}") for each in maker.problems]
        if reference is not None:
            found[one.name] = reference
    return JoinedTable(replace(table, references={**table.references, **found}), tuple(problems))


class _Maker:
    """One join in the making."""

    def __init__(self, table: Table, spec: DatasetJoin, other: Table) -> None:
        """Take the table of the rows, the join, and the table of the other rows."""
        self.table, self.spec, self.other = table, spec, other
        self.scope = Scope(members(other, DEPTH), required=other.required())
        self.problems: list[Diagnostic] = []

    def reference(self) -> Joined | None:
        """Return the join as a reference; None when something is wrong with it."""
        spec = self.spec
        taken = {*self.table.columns, *self.table.references, *self.table.contexts, *self.table.subtables}
        if spec.name in taken:
            self.problems.append(codes.JOIN_TAKEN.report(None, "/name", name=spec.name))
        if (spec.cardinality == "one_to_many") != bool(spec.gathered):
            code = codes.JOIN_GATHERS if spec.cardinality == "one_to_many" else codes.JOIN_GIVES
            self.problems.append(code.report(None, "/gathered", name=spec.name))
        pairs = tuple(found for at, one in enumerate(spec.on) if (found := self._pair(one.own, one.other, f"/on/{at}")))
        condition = None if spec.filter is None else self._expression(spec.filter, "/filter", _CONDITIONS)
        columns = dict(self._gathered())
        if self.problems:
            return None
        key = self.other.key
        return Joined(
            "",
            self._seen({name: column for name, (column, _) in columns.items()}),
            key,
            source=self.other,
            pairs=pairs,
            filter=None if condition is None else condition.tree,
            gathered=tuple(one for _, one in columns.values()),
            single=any(one.other.name == key for one in pairs),
        )

    def _seen(self, columns: Mapping[str, Column]) -> Table:
        """Return what expressions see of the other rows: their fields, or what is gathered of them."""
        if self.spec.gathered:
            return Table(f"\x00{self.spec.name}", columns, key="id")
        return replace(self.other, subtables={})

    def _pair(self, own: str, other: str, path: str) -> Pair | None:
        """Return two fields that are to be equal; None when they are not comparable."""
        left = _field(self.table, tuple(own.split(".")))
        right = _field(self.other, tuple(other.split(".")))
        for found, text, place in ((left, own, "own"), (right, other, "other")):
            if found is None or (place == "other" and found[0]):
                known = ", ".join(sorted(_fields(self.table if place == "own" else self.other))[:30])
                self.problems.append(codes.JOIN_FIELD.report(None, f"{path}/{place}", text=text, known=known or "–"))
                return None
        assert left is not None
        assert right is not None
        if left[1].type != right[1].type or left[1].type not in _EQUAL or left[1].zoned != right[1].zoned:
            told = {"own": own, "mine": left[1].type, "other": other, "theirs": right[1].type}
            self.problems.append(codes.JOIN_TYPES.report(None, path, **told))
            return None
        return Pair(left[0], left[1], right[1])

    def _expression(self, text: str, path: str, wanted: frozenset[t.Type] = frozenset()) -> Expression | None:
        """Return a checked expression over the other rows; None when something is wrong with it."""
        found = expression(text, self.scope)
        self.problems += [one.at(path) for one in found.errors]
        if found.tree is not None and not found.errors and wanted and found.type not in wanted:
            code = codes.NOT_CONDITION if t.BOOLEAN in wanted else codes.NOT_NUMERIC
            self.problems.append(code.report(None, path, text=text, type=found.type, aggregate="sum"))
        return found if found.tree is not None else None

    def _gathered(self) -> Iterator[tuple[str, tuple[Column, Gathering]]]:
        """Iterate over the columns that are gathered, by name. What they have of digits is known once they are SQL."""
        for at, one in enumerate(self.spec.gathered):
            path = f"/gathered/{at}"
            wanted = frozenset({t.NUMBER, t.ANY, t.NULL}) if one.aggregate == "sum" else frozenset[t.Type]()
            value = None if one.value is None else self._expression(one.value, f"{path}/value", wanted)
            if value is None and one.aggregate != "count":
                if one.value is None:
                    self.problems.append(codes.JOIN_VALUE.report(None, path, name=one.name))
                continue
            if value is not None and one.aggregate != "count" and value.type not in t.ORDERED:
                told = {"text": value.text, "type": value.type, "aggregate": one.aggregate}
                self.problems.append(codes.NOT_ORDERED.report(None, f"{path}/value", **told))
            yield one.name, (_column(one, value), _gathering(one, value))


def _gathering(spec: GatheredColumn, value: Expression | None) -> Gathering:
    """Return what is gathered."""
    gather: Gather = "rows" if value is None else GATHERS[spec.aggregate]
    return Gathering(spec.name, gather, None if value is None else value.tree)


def _column(spec: GatheredColumn, value: Expression | None) -> Column:
    """Return a gathered column as expressions see it."""
    if spec.aggregate == "count" or value is None:
        return Column(spec.name, t.NUMBER, nullable=False, integer=True, digits=(19, 0))
    return Column(spec.name, value.type)


_EQUAL: Final = frozenset({t.NUMBER, t.STRING, t.DATE, t.DATE_TIME, t.TIME, t.BOOLEAN})


def _field(table: Table, route: tuple[str, ...]) -> tuple[tuple[str, ...], Column] | None:
    """Return the references that lead to a field of one value, and its column; None when it is none."""
    place, way = table, list[str]()
    for at, name in enumerate(route):
        rest = route[at:]
        if name in place.references:
            last = place.references[name]
            if len(rest) == 1 or (last.uuid and len(rest) == 2 and _key(last.target(), rest[1])):
                return tuple(way), _referring(last)
            way.append(name)
            place = last.target()
            continue
        if name in place.columns:
            return (tuple(way), place.columns[name]) if len(rest) == 1 else None
        if name in place.contexts and len(rest) == 2:
            column = place.contexts[name].get(rest[1])
            return None if column is None or isinstance(column.type, t.ListType) else (tuple(way), column)
        return None
    return None


def _key(table: Table, name: str) -> bool:
    """Return whether a name is that of the key of a table."""
    return name in table.columns and table.columns[name].name == table.key


def _referring(reference: Reference) -> Column:
    """Return the column that holds a reference."""
    target = reference.target()
    key = next((one for one in target.columns.values() if one.name == reference.key), None)
    kind = t.STRING if reference.uuid or key is None else key.type
    return Column(reference.column, kind, uuid=reference.uuid, integer=key is not None and key.integer)


def _fields(table: Table) -> Iterator[str]:
    """Iterate over the names of a table that stand for one value."""
    yield from (name for name, one in table.columns.items() if one.type in _EQUAL)
    yield from table.references
    for name, one in table.contexts.items():
        yield from (f"{name}.{part}" for part, column in one.items() if column.type in _EQUAL)
