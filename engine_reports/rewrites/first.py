"""`first`: numbers of records are numbers of the first row of each, where a group has all rows of a record or none.

How many orders there are by state, asked about order lines: lines are seen with their orders, and all lines of an order
have its state. So one row stands for the order, and no key has to be told apart from those that were met before.
"""

from collections.abc import Iterator
from dataclasses import replace

from engine_reports.access import Above
from engine_reports.joining import Joined
from engine_reports.plan import PartStep, Plan
from engine_reports.rewrites.lookups import route_of
from engine_rules import syntax as s
from engine_rules.reads import reads
from engine_rules.targets.sql.source import Reference


def rewrite(plan: Plan) -> Plan:
    """Return the plan whose parts say which of them are numbers of first rows."""
    guard = plan.access.guard(plan.subject.table)
    above = None if guard is None else guard.above()
    if above is None or not above.beside:
        return plan
    name = next((key for key, one in plan.subject.table.references.items() if _leads(one, above)), "")
    if not name or not all(_follows(tree, name) for tree in _shared(plan)):
        return plan
    key = plan.subject.table.references[name].target().key
    parts = (replace(one, first=_counts(plan, one, name, key)) for one in plan.parts)
    return replace(plan, parts=tuple(parts))


def _leads(one: Reference, above: Above) -> bool:
    """Return whether a reference leads to the records that rows are seen with."""
    return not isinstance(one, Joined) and one.column == above.column and one.target().name == above.table.name


def _shared(plan: Plan) -> Iterator[s.Node]:
    """Iterate over the expressions that say which group a row is in, if any."""
    for one in plan.dimensions:
        yield from (tree for tree in (one.tree, one.key) if tree is not None)
    yield from plan.filters
    yield from (one.condition for one in plan.branches if one.condition is not None)


def _follows(tree: s.Node, name: str) -> bool:
    """Return whether an expression is the same in all rows with the same record."""
    return all(route[:1] == (name,) for route in reads(tree))


def _counts(plan: Plan, part: PartStep, name: str, key: str) -> bool:
    """Return whether a part is a number of records: how many there are, or what counts once of each."""
    if not all(_follows(tree, name) for tree in part.trees()):
        return False
    if part.once == (name,):
        return True
    if part.gather != "distinct" or part.value is None:
        return False
    route = route_of(part.value)
    columns = plan.subject.table.references[name].target().columns
    return route == (name,) or (len(route) == 2 and route[1] in columns and columns[route[1]].name == key)
