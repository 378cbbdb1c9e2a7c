"""`of_first_rows`: a plan for DuckDB that counts records by the first row of each, which is marked there."""

from dataclasses import replace

from engine_reports.held import HeldColumn
from engine_reports.plan import BaseColumn, PartStep, Plan
from engine_reports.rewrites.lookups import ROW
from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.targets.sql.source import Column

_NAME = "\x00first"


def mark_of(plan: Plan) -> HeldColumn | None:
    """Return what marks the first row of each record; None where a plan has no use for it."""
    if plan.table is None or not any(one.first for one in plan.parts):
        return None
    guard = plan.access.guard(plan.scans[plan.table.name])
    above = None if guard is None else guard.above()
    return None if above is None else HeldColumn(plan.scans[plan.table.name].name, above.column, "", "")


def of_first_rows(plan: Plan) -> Plan:
    """Return the plan in which numbers of records are those of their first rows."""
    mark = mark_of(plan)
    if mark is None or plan.flat is None:
        return plan
    column = Column(mark.name, t.BOOLEAN, nullable=False)
    tree = s.Name(0, 0, _NAME)
    tree.binding = s.Binding("input")
    tree.type = t.BOOLEAN
    return replace(
        plan,
        parts=tuple(_marked(one, tree) if one.first else one for one in plan.parts),
        base=(*plan.base, BaseColumn(ROW, column, mark.name)),
        flat=replace(plan.flat, columns={**plan.flat.columns, _NAME: column}),
    )


def _marked(part: PartStep, tree: s.Node) -> PartStep:
    """Return a part that is gathered of first rows alone."""
    filters = (*part.filters, tree)
    if part.gather == "distinct":
        return replace(part, gather="rows", value=None, filters=filters)
    return replace(part, once=(), filters=filters)
