"""`computed`: the computed columns of a dataset give way to what they are computed from."""

from engine_reports.plan import Plan, changed_tree, input_names
from engine_rules import syntax as s


def rewrite(plan: Plan) -> Plan:
    """Return the plan without names of computed columns."""
    columns = plan.subject.computed
    if not columns:
        return plan

    def replaced(node: s.Node) -> s.Node | None:
        if not isinstance(node, s.Name) or node.binding is None or node.binding.kind != "input":
            return None
        found = columns.get(node.name)
        return None if found is None or found.tree is None else changed_tree(found.tree, replaced)

    def change(tree: s.Node) -> s.Node:
        reads = any(one.name in columns for one in input_names(tree))
        return changed_tree(tree, replaced) if reads else tree

    return plan.changed(change)
