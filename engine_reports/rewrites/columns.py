"""`columns`: only what the expressions need is read."""

from collections.abc import Iterator
from dataclasses import replace

from engine_reports.plan import BaseColumn, Plan, input_names
from engine_reports.rewrites.lookups import ROW
from engine_rules import types as t
from engine_rules.targets.sql.source import Column, Table


def rewrite(plan: Plan) -> Plan:
    """Return the plan with the columns that it reads, and the table of them that expressions see."""
    assert plan.table is not None
    table = plan.table
    names = {one.name for tree in plan.trees() for one in input_names(tree)}
    own = {one.name: one for name in sorted(names) for one in _needed(table, name)}
    own.setdefault(table.key, _key(table))
    kept = [BaseColumn(ROW, one, one.name) for one in own.values()]
    joined = {
        f"\x00{one.name}": replace(one.column, name=one.name, nullable=True) for one in plan.base if one.alias != ROW
    }
    flat = replace(table, name="b", schema="", select="", columns={**table.columns, **joined})
    return replace(plan, base=(*kept, *plan.base), flat=flat)


def _needed(table: Table, name: str) -> Iterator[Column]:
    """Iterate over the columns that a name of a row needs."""
    if name in table.columns:
        yield table.columns[name]
    elif name in table.contexts:
        yield from table.contexts[name].values()
    elif name in table.references:
        yield Column(table.references[name].column, t.STRING)
    elif name in table.subtables:
        yield Column(table.subtables[name].key, t.STRING)


def _key(table: Table) -> Column:
    """Return the column of the key."""
    return next((one for one in table.columns.values() if one.name == table.key), Column(table.key, t.NUMBER))
