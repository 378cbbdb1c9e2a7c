"""`Plan`: a question with its expressions checked, step by step made executable by rewrites."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from engine_reports.access import Access
from engine_reports.joining import Joined
from engine_reports.part import Gather
from engine_reports.query import ReportDimension, ReportMeasure, ReportQuery
from engine_reports.subject import Subject
from engine_rules import syntax as s
from engine_rules.targets.sql.source import Column, Table
from lowcode.kernel.diagnostics import Diagnostic

ChangeTree = Callable[[s.Node], s.Node]
"""Returns a tree in the place of another."""


@dataclass(frozen=True)
class DimensionStep:
    """A dimension with its checked expressions."""

    spec: ReportDimension
    tree: s.Node
    key: s.Node | None = None
    """Of which rows the least value is taken, see `ReportDimension.first_of`."""
    shifted: bool = False
    """Whether a comparison moves it, because it shows the time of the period."""


@dataclass(frozen=True)
class PartStep:
    """A part with its checked expressions."""

    gather: Gather
    value: s.Node | None = None
    order: s.Node | None = None
    fraction: Decimal | None = None
    filters: tuple[s.Node, ...] = ()
    once: tuple[str, ...] = ()
    """The way to the table whose rows count once, however many rows refer to them; empty for the rows themselves."""
    same: tuple[object, ...] = ()
    """What two parts share that are one."""
    first: bool = False
    """Whether it is a number of records, of each of which a group has all rows or none: one of them stands for all."""

    def trees(self) -> Iterator[s.Node]:
        """Iterate over its expressions."""
        yield from (one for one in (self.value, self.order) if one is not None)
        yield from self.filters

    def changed(self, change: ChangeTree) -> "PartStep":
        """Return it with other expressions."""
        if self.value is None and self.order is None and not self.filters:
            return self
        return replace(
            self,
            value=self.value and change(self.value),
            order=self.order and change(self.order),
            filters=tuple(map(change, self.filters)),
        )


@dataclass(frozen=True)
class MeasureStep:
    """A measure, with the positions of its parts."""

    spec: ReportMeasure
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Branch:
    """A stretch of time whose rows are read: that of the question, or that which it is compared with."""

    condition: s.Node | None = None
    """Which rows are in it; all if there is none."""
    months: int = 0
    """By how many months times are moved forward, to lie beside those of the question."""
    days: int = 0
    """By how many days."""


@dataclass(frozen=True, slots=True)
class Match:
    """A column of a joined table that is equal to one of a row that is read before it."""

    key: str
    """The column of the joined table."""
    origin: str
    """The alias of the other row."""
    column: str
    """The column of it."""
    texts: bool = False
    """Whether they are compared as texts, since they are not kept alike."""


@dataclass(frozen=True)
class Lookup:
    """A table that a reference leads to, joined by its key, so that it never multiplies rows."""

    alias: str
    table: Table
    on: tuple[Match, ...]
    """What is equal."""
    joined: Joined | None = None
    """By what it is joined where that is not the key of a reference."""


@dataclass(frozen=True)
class BaseColumn:
    """A column that is read of a table."""

    alias: str
    """The alias of the table."""
    column: Column
    """The column."""
    name: str
    """What it is called from then on."""


@dataclass(frozen=True)
class Plan:
    """A question on its way to SQL."""

    query: ReportQuery
    subject: Subject
    access: Access
    dimensions: tuple[DimensionStep, ...] = ()
    parts: tuple[PartStep, ...] = ()
    measures: tuple[MeasureStep, ...] = ()
    filters: tuple[s.Node, ...] = ()
    """Which rows count, in every branch."""
    branches: tuple[Branch, ...] = (Branch(),)
    """The stretch of the question, and then that of the comparison."""
    levels: tuple[tuple[int, ...], ...] = ()
    """The sets of dimensions that are grouped by, the details first."""
    lookups: tuple[Lookup, ...] = ()
    base: tuple[BaseColumn, ...] = ()
    """What is read."""
    flat: Table | None = None
    """The table of what is read, as expressions see it."""
    table: Table | None = None
    """The table of the rows as the asker may see it."""
    keys: Mapping[tuple[str, ...], s.Node] = field(default_factory=dict)
    """What tells the rows apart that count once, by the way to them."""
    scans: "Mapping[str, Table]" = field(default_factory=dict)
    """The tables that the asker may see parts of, by what the plan calls them; filled while it is written."""
    extra: "Mapping[str, set[str]]" = field(default_factory=dict)
    """Columns of these that sub-tables are found and put in order by."""
    diagnostics: tuple[Diagnostic, ...] = ()

    def trees(self) -> Iterator[s.Node]:
        """Iterate over the expressions over rows."""
        for dimension in self.dimensions:
            yield dimension.tree
            if dimension.key is not None:
                yield dimension.key
        for part in self.parts:
            yield from part.trees()
        yield from self.filters
        yield from (one.condition for one in self.branches if one.condition is not None)
        yield from self.keys.values()

    def changed(self, change: ChangeTree) -> "Plan":
        """Return the plan with other expressions; what several steps share, they still share."""
        change = _remembered(change)
        return replace(
            self,
            dimensions=tuple(
                replace(one, tree=change(one.tree), key=one.key and change(one.key)) for one in self.dimensions
            ),
            parts=tuple(one.changed(change) for one in self.parts),
            filters=tuple(map(change, self.filters)),
            branches=tuple(replace(one, condition=one.condition and change(one.condition)) for one in self.branches),
            keys={way: change(tree) for way, tree in self.keys.items()},
        )

    def dimension(self, name: str) -> int:
        """Return the position of a dimension by its name. Raises `KeyError`."""
        for at, one in enumerate(self.dimensions):
            if one.spec.name == name:
                return at
        raise KeyError(name)


def _remembered(change: ChangeTree) -> ChangeTree:
    """Return a change that gives the same tree in the place of the same tree."""
    known: dict[int, s.Node] = {}

    def changed(tree: s.Node) -> s.Node:
        found = known.get(id(tree))
        if found is None:
            found = known[id(tree)] = change(tree)
        return found

    return changed


def input_names(tree: s.Node) -> Iterator[s.Name]:
    """Iterate over the names of a tree that stand for something of the row."""
    tree = s.meaning(tree)
    if isinstance(tree, s.Name):
        if tree.binding is not None and tree.binding.kind == "input":
            yield tree
        return
    for child in s.children(tree):
        yield from input_names(child)


def changed_tree(tree: s.Node, replaced: Callable[[s.Node], s.Node | None]) -> s.Node:
    """Return a tree with other nodes in the place of some; what the checker put in the place of a node counts."""

    def visit(node: s.Node) -> s.Node | None:
        other = replaced(node)
        if other is not None:
            return other
        meant = s.meaning(node)
        return None if meant is node else s.copied(meant, visit)

    return s.copied(tree, visit)
