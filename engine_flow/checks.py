"""`check`: what is wrong with a flow, or might become so, before it is published."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine_flow import check_codes as codes
from engine_flow.assignee_kinds.chosen import ChosenAssignee
from engine_flow.assignee_kinds.earlier_approver import EarlierApproverAssignee
from engine_flow.assignee_kinds.pool import PoolAssignee
from engine_flow.assignee_kinds.role import RoleAssignee
from engine_flow.flow import Flow
from engine_flow.formulas import check_formulas
from engine_flow.happening import VERBS
from engine_flow.meaning_checks import check_meaning, moments
from engine_flow.node import Node
from engine_flow.node_kinds.assignment import AssignmentNode
from engine_flow.node_kinds.button_start import ButtonStart
from engine_flow.node_kinds.call_activity import CallActivity
from engine_flow.node_kinds.rule_task import RuleTask
from engine_flow.people_node import PeopleNode
from engine_flow.shape_checks import check_shape
from engine_rules.scope import Scope
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Label, label

ENTERED = frozenset({"string", "number", "boolean", "date", "date and time", "Any"})
"""The types of variables that people can enter by hand; `Any` as text."""
_SKIPPED = label("it counts as approved", "视为同意")
_STOPPED = label("the flow stops with an incident", "流程会因异常而停止")


@dataclass(frozen=True, slots=True)
class Known:
    """What a flow may refer to; None leaves a family unchecked."""

    flows: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    calendars: frozenset[str] | None = None
    decisions: frozenset[str] | None = None
    effects: frozenset[str] | None = None


def check(flow: Flow, scope: Scope | None = None, known: Known | None = None) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a flow, with JSON pointers into it.

    `scope` gives the names and types of its record's fields: without it expressions are not checked against them.
    """
    found = [*check_shape(flow), *check_meaning(flow), *_people(flow), *_policies(flow), *_variables(flow)]
    found += _references(flow, known or Known())
    if scope is not None or flow.form is None:
        found += check_formulas(flow, scope or Scope())
    return tuple(found)


def _people(flow: Flow) -> Iterator[Diagnostic]:
    """Look at who is asked."""
    for position, node in enumerate(flow.nodes):
        assignees = getattr(node, "assignees", ())
        path = f"/nodes/{position}"
        for place, assignee in enumerate(assignees):
            if isinstance(assignee, EarlierApproverAssignee) and assignee.node not in flow.plan.nodes:
                yield codes.UNKNOWN_NODE.report(None, f"{path}/assignees/{place}/node", node=assignee.node)
            if isinstance(assignee, ChosenAssignee) and not _choosers(flow, node):
                yield codes.NOBODY_CHOOSES.report(None, f"{path}/assignees/{place}", node=node.name)
        if isinstance(node, PeopleNode) and not any(each.certain for each in assignees):
            what = {"skip": _SKIPPED, "incident": _STOPPED}.get(node.policies.when_empty.do)
            if what is not None:
                yield codes.MAYBE_NOBODY.report(None, f"{path}/policies/when_empty", node=node.name, what=what)


def _policies(flow: Flow) -> Iterator[Diagnostic]:
    """Look at what nodes that ask people settle for special cases."""
    for position, node in enumerate(flow.nodes):
        if not isinstance(node, PeopleNode):
            continue
        path, policies = f"/nodes/{position}/policies", node.policies
        verbs = [(name, f"buttons/{name}") for name in policies.buttons]
        verbs += [(name, f"verbs/{place}") for place, name in enumerate(policies.verbs or ())]
        for name, place in verbs:
            if name not in VERBS:
                yield codes.UNKNOWN_VERB.report(None, f"{path}/{place}", name=name, known=", ".join(sorted(VERBS)))
        if policies.when_empty.do == "person" and policies.when_empty.person is None:
            yield codes.NOBODY_NAMED.report(None, f"{path}/when_empty/person", node=node.name)
        for at, limit in enumerate(policies.limits):
            if limit.do == "transfer" and not limit.to:
                yield codes.NOBODY_NAMED.report(None, f"{path}/limits/{at}/to", node=node.name)


def _choosers(flow: Flow, node: Node) -> bool:
    """Return whether somebody works before a node: people of another one, or whoever presses a button."""
    return any(
        isinstance(each, PeopleNode) or each.role == "start"
        for each in flow.nodes
        if each.name != node.name and node.name in flow.plan.reachable([each.name])
    )


def _variables(flow: Flow) -> Iterator[Diagnostic]:
    """Look at which variables get values."""
    for position, node in enumerate(flow.nodes):
        result = getattr(node, "result", None)
        given = list(node.values) if isinstance(node, AssignmentNode) else []
        asks = isinstance(node, ButtonStart | PeopleNode)
        takes = [(each, f"takes/{place}") for place, each in enumerate(getattr(node, "takes", ()))]
        for name, path in [*((each, f"values/{each}") for each in given), *takes, (result, "result")]:
            if name is None:
                continue
            if name not in flow.types:
                yield codes.UNDECLARED.report(None, f"/nodes/{position}/{path}", name=name)
            elif path.startswith("takes/") and asks and str(flow.types[name]) not in ENTERED:
                kind = str(flow.types[name])
                yield codes.NOT_ENTERED.report(None, f"/nodes/{position}/{path}", name=name, type=kind)


def _references(flow: Flow, known: Known) -> Iterator[Diagnostic]:
    """Look at what a flow refers to outside of it."""
    for position, node in enumerate(flow.nodes):
        path = f"/nodes/{position}"
        if isinstance(node, CallActivity):
            yield from _unknown(known.flows, node.flow, f"{path}/flow", label("flow", "流程"))
        if isinstance(node, RuleTask) and node.decision is not None:
            yield from _unknown(known.decisions, node.decision, f"{path}/decision", label("decision", "决策"))
        effect = getattr(node, "effect", None)
        if effect is not None:
            yield from _unknown(known.effects, effect.kind, f"{path}/effect/kind", label("effect", "动作"))
        for place, assignee in enumerate(getattr(node, "assignees", ())):
            if isinstance(assignee, RoleAssignee | PoolAssignee) and assignee.role is not None:
                yield from _unknown(known.roles, assignee.role, f"{path}/assignees/{place}/role", label("role", "角色"))
        for where, moment in moments(node, path):
            if moment.calendar is not None:
                yield from _unknown(known.calendars, moment.calendar, f"{where}/calendar", label("calendar", "日历"))


def _unknown(family: frozenset[str] | None, name: str, path: str, what: Label) -> Iterator[Diagnostic]:
    """Report a name that a family does not have."""
    if family is not None and name not in family:
        yield codes.UNKNOWN_REFERENCE.report(None, path, what=what, name=name)
