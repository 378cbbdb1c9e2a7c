"""`lookups`: what expressions read along references becomes a column of the rows, joined by the key."""

from dataclasses import dataclass, field, replace

from engine_reports.joining import Joined, Pair
from engine_reports.plan import BaseColumn, Lookup, Match, Plan, changed_tree, input_names
from engine_reports.rewrites.once import KEY
from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.targets.sql.source import Column, Table

ROW = "r"
"""The alias of the rows themselves."""


@dataclass
class _Finder:
    """The joins and columns that the expressions of a plan need."""

    table: Table
    joins: dict[tuple[str, ...], Lookup] = field(default_factory=dict)
    columns: dict[tuple[str, ...], BaseColumn] = field(default_factory=dict)

    def replaced(self, node: s.Node) -> s.Node | None:
        """Return the name of a column in the place of a path along references, None for other nodes."""
        route = route_of(node)
        if not route or route[0] not in self.table.references:
            return None
        if len(route) == 1:
            # What a join has found is there when its key is; a reference is read by the column that holds it.
            if not isinstance(self.table.references[route[0]], Joined):
                return None
            route = (*route, KEY)
        place, way = self.table, list[str]()
        for name in route:
            if name not in place.references:
                break
            way.append(name)
            place = place.references[name].target()
        rest = route[len(way) :]
        column, used = _column(place, rest)
        if column is None or (self._own(tuple(way)) and column.name == place.key and rest[0] != KEY):
            return None
        return _named(node, self._kept(tuple(way), (*way, *rest[:used]), column), rest[used:], column)

    def _own(self, way: tuple[str, ...]) -> bool:
        """Return whether the key is in a column of the row itself, which the language then reads."""
        return len(way) == 1 and self.table.references[way[0]].uuid

    def _kept(self, way: tuple[str, ...], route: tuple[str, ...], column: Column) -> str:
        """Return the name of a column of a joined table."""
        if route not in self.columns:
            nullable = replace(column, nullable=True, name=f"c{len(self.columns)}")
            self.columns[route] = BaseColumn(self._join(way), column, nullable.name)
        return self.columns[route].name

    def _join(self, way: tuple[str, ...]) -> str:
        """Return the alias of a joined table, joined after those on the way to it."""
        if way not in self.joins:
            origin = self._join(way[:-1]) if len(way) > 1 else ROW
            place = self.table
            for name in way[:-1]:
                place = place.references[name].target()
            reference = place.references[way[-1]]
            joined = reference if isinstance(reference, Joined) else None
            if joined is None:
                on: tuple[Match, ...] = (Match(reference.key, origin, reference.column),)
            else:
                on = tuple(self._match(one, at) for at, one in enumerate(joined.pairs))
            self.joins[way] = Lookup(f"j{len(self.joins)}", reference.target(), on, joined)
        return self.joins[way].alias

    def _match(self, pair: Pair, at: int) -> Match:
        """Return what is equal; what it is compared with is joined before."""
        origin = self._join(pair.way) if pair.way else ROW
        return Match(f"={at}", origin, pair.own.name, pair.own.uuid != pair.other.uuid)


def rewrite(plan: Plan) -> Plan:
    """Return the plan whose expressions read only columns of the rows, with the joins that bring them."""
    assert plan.table is not None
    finder = _Finder(plan.table)
    references = plan.table.references

    def change(tree: s.Node) -> s.Node:
        reads = any(one.name in references for one in input_names(tree))
        return changed_tree(tree, finder.replaced) if reads else tree

    plan = plan.changed(change)
    return replace(plan, lookups=tuple(finder.joins.values()), base=tuple(finder.columns.values()))


def route_of(node: s.Node) -> tuple[str, ...]:
    """Return the names of a path that begins with a name of the row; nothing for other nodes."""
    node = s.meaning(node)
    if isinstance(node, s.Path):
        before = route_of(node.base)
        return (*before, node.name) if before else ()
    if isinstance(node, s.Name) and node.binding is not None and node.binding.kind == "input":
        return (node.name,)
    return ()


def _column(place: Table, rest: tuple[str, ...]) -> tuple[Column | None, int]:
    """Return the column that the rest of a route names in a table, and how many names say so."""
    if rest and rest[0] == KEY:
        known = next((one for one in place.columns.values() if one.name == place.key), None)
        return known or Column(place.key, t.NUMBER, nullable=False, integer=True), 1
    if rest and rest[0] in place.columns:
        return place.columns[rest[0]], 1
    if len(rest) > 1 and rest[0] in place.contexts:
        return place.contexts[rest[0]].get(rest[1]), 2
    return None, 0


def _named(node: s.Node, name: str, rest: tuple[str, ...], column: Column) -> s.Node:
    """Return the name of a column, with what is read of its value, in the place of a node."""
    found: s.Node = s.Name(node.start, node.end, f"\x00{name}")
    assert isinstance(found, s.Name)
    found.binding = s.Binding("input")
    found.type = column.type
    for one in rest:
        found = s.Path(node.start, node.end, found, one)
    if rest:
        found.type, found.nullable = s.meaning(node).type, True
    return found
