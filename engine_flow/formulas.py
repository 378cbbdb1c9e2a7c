"""Expressions of a flow, checked against the names and types that they may use."""

from collections.abc import Iterator

from engine_flow import check_codes as codes
from engine_flow.flow import Flow
from engine_flow.formula import Formula, formulas
from engine_flow.node_kinds.call_activity import CallActivity
from engine_flow.node_kinds.rule_task import RuleTask
from engine_flow.node_kinds.webhook_start import WebhookStart
from engine_rules import types as t
from engine_rules.decisions.compiled_table import compile_table
from engine_rules.expression import expression
from engine_rules.scope import Scope
from engine_rules.types import Type
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.spec import Spec


def check_formulas(flow: Flow, base: Scope) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with the expressions of a flow, `base` being the names of its record."""
    scope, _ = flow.plan.scoped(base, {})
    for position, variable in enumerate(flow.variables):
        yield from _checked(variable, scope, f"/variables/{position}")
        if variable.initial is not None:
            found = expression(str(variable.initial), scope).type
            yield from _typed(found, flow.types[variable.name], f"/variables/{position}/initial")
    for position, node in enumerate(flow.nodes):
        names = more_names(node)
        inner = scope.extended(names) if names else scope
        if isinstance(node, RuleTask) and node.table is not None:
            given = dict.fromkeys(node.inputs, t.ANY)
            table = compile_table(node.table, scope.extended(given) if given else scope)
            yield from (each.at(f"/nodes/{position}/table") for each in table.place.found)
        yield from _checked(node, inner, f"/nodes/{position}")
    for position, edge in enumerate(flow.edges):
        yield from _checked(edge, scope, f"/edges/{position}")


def more_names(node: Spec) -> dict[str, Type]:
    """Return the names that only the expressions of a node may use."""
    if isinstance(node, CallActivity) and node.repeat is not None:
        return {node.repeat.row: t.ANY, "total": t.NUMBER, "completed": t.NUMBER}
    return {"body": t.ANY} if isinstance(node, WebhookStart) else {}


def _checked(part: Spec, scope: Scope, path: str) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with the expressions of a part."""
    for where, formula in formulas(part, path):
        made = expression(str(formula), scope)
        yield from (each.at(where) for each in made.diagnostics)
        if not made.errors and type(formula) is not Formula:
            yield from _typed(made.type, formula.wants, where)


def _typed(found: Type, wanted: Type, path: str) -> Iterator[Diagnostic]:
    """Report a type that is not the one that is wanted; what only the run knows may be it."""
    if found not in {t.ANY, t.NULL} and not t.conforms(found, wanted):
        yield codes.WRONG_TYPE.report(None, path, wanted=wanted, found=found)
