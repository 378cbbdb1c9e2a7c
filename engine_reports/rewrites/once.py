"""`once`: a number of a row of another table counts once in a group, however many rows refer to it.

The customer's credit, asked about order lines, is that of the customers of these lines: a join never multiplies a
measure. What mixes both, as `quantity * product.price`, is a number of the row itself.
"""

from dataclasses import replace

from engine_reports import codes
from engine_reports.aggregate import Aggregate, AmongGroups
from engine_reports.part import MULTIPLIED
from engine_reports.plan import MeasureStep, Plan
from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.reads import reads
from engine_rules.targets.sql.source import Table


def rewrite(plan: Plan) -> Plan:
    """Return the plan whose parts say whose rows they count."""
    parts = []
    keys: dict[tuple[str, ...], s.Node] = {}
    for part in plan.parts:
        way: tuple[str, ...] = ()
        if part.gather in MULTIPLIED and part.value is not None:
            way = way_of(part.value, plan.subject.table)
        if way:
            keys[way] = key_of(way)
        parts.append(replace(part, once=way, same=(*part.same, way)))
    found = [one for one in plan.measures if _merges(one.spec.of) and any(parts[at].once for at in one.parts)]
    refused = [codes.MERGED_TWICE.report(path=_path(plan, one), name=one.spec.name) for one in found]
    return replace(plan, parts=tuple(parts), keys=keys, diagnostics=(*plan.diagnostics, *refused))


def _merges(of: Aggregate) -> bool:
    """Return whether an aggregate puts the parts of groups together, where rows would count twice."""
    return isinstance(of, AmongGroups) and "merge" in of.needs


def _path(plan: Plan, measure: MeasureStep) -> str:
    """Return the JSON pointer of a measure."""
    return f"/measures/{plan.measures.index(measure)}"


def way_of(tree: s.Node, table: Table) -> tuple[str, ...]:
    """Return the references that lead to everything that a tree reads; none when it reads something of the row."""
    ways = [_references(route, table) for route in reads(tree)]
    if not ways:
        return ()
    shared: list[str] = []
    for names in zip(*ways, strict=False):
        if len(set(names)) > 1:
            break
        shared.append(names[0])
    return tuple(shared)


def _references(route: tuple[str, ...], table: Table) -> tuple[str, ...]:
    """Return the references at the beginning of a route."""
    found: list[str] = []
    for name in route:
        if name not in table.references:
            break
        found.append(name)
        table = table.references[name].target()
    return tuple(found)


def key_of(way: tuple[str, ...]) -> s.Node:
    """Return the tree of the key of the row that references lead to: a path with a name that no form has."""
    node: s.Node = s.Name(0, 0, way[0])
    assert isinstance(node, s.Name)
    node.binding = s.Binding("input")
    for name in way[1:]:
        node = s.Path(0, 0, node, name)
    node = s.Path(0, 0, node, KEY)
    node.type = t.ANY
    return node


KEY = "\x00key"
"""Stands for the key of a table, which has a name of its own in each."""
