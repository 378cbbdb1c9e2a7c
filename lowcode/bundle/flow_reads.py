"""`record_reads`: what a flow reads of its record."""

from engine_flow.flow import Flow
from engine_flow.formula import formulas, specs
from engine_forms.situation import Tree, tree_of
from engine_rules.expression import expression
from engine_rules.scope import Scope


def record_reads(flow: Flow, scope: Scope) -> Tree:
    """Return what a flow reads of its record, as names with what is read of their values; `scope` has its fields."""
    inner, names = flow.plan.scoped(scope, {})
    routes: set[tuple[str, ...]] = {(name,) for name in names}
    for _, formula in formulas(flow):
        routes |= {route for route in expression(str(formula), inner).reads if route[0] in names}
    for one in specs(flow):
        if getattr(one, "kind", "") == "record_field":
            routes.add((str(getattr(one, "field", "")), "id"))
    return tree_of(route for route in routes if route[0] in names)
