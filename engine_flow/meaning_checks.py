"""What a flow says that cannot mean what it seems to: ways never taken, work done twice, times that are none."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from engine_flow import check_codes as codes
from engine_flow.assignee_kinds.earlier_approver import EarlierApproverAssignee
from engine_flow.edge import Edge
from engine_flow.flow import Flow
from engine_flow.formula import formulas
from engine_flow.moment import Moment
from engine_flow.node import Node
from engine_flow.node_kinds.approval_task import ApprovalTask
from engine_flow.people_node import PeopleNode
from engine_rules.expression import expression
from engine_rules.scope import Scope
from engine_rules.temporal import read_duration
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.spec import Spec

_OUTCOME: Final = re.compile(r'(?<![\w"])outcome\s*!?=\s*"([^"]*)"|"([^"]*)"\s*!?=\s*outcome(?![\w"])')
"""An outcome that a condition compares with."""
_COMES: Final = frozenset({"approved", "rejected", "submitted", "completed"})
"""The outcomes of approvals, work and called flows that need no declaration."""
_DECIDING: Final = frozenset({"exclusive_gateway", "inclusive_gateway", "event_gateway"})


def check_meaning(flow: Flow) -> Iterator[Diagnostic]:
    """Iterate over what a flow says that cannot mean what it seems to."""
    yield from _outcomes(flow)
    yield from _rejections(flow)
    yield from _earlier(flow)
    yield from _twice(flow)
    for position, node in enumerate(flow.nodes):
        for path, moment in moments(node, f"/nodes/{position}"):
            yield from _moment(moment, path)


def moments(value: object, path: str) -> Iterator[tuple[str, Moment]]:
    """Iterate over the moments inside a Spec, with their paths."""
    if isinstance(value, Moment):
        yield path, value
    elif isinstance(value, Spec):
        for name in type(value).model_fields:
            yield from moments(getattr(value, name), f"{path}/{name}")
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for position, each in enumerate(value):
            yield from moments(each, f"{path}/{position}")


# --- outcomes ---------------------------------------------------------------------------------------------------------


def _outcomes(flow: Flow) -> Iterator[Diagnostic]:
    """Look for conditions that compare the outcome with a word that no step ends with."""
    known = _COMES.union(*({one.name for one in getattr(node, "outcomes", ())} for node in flow.nodes))
    if "outcome" in flow.types:
        return
    for position, edge in enumerate(flow.edges):
        for word in _compared(edge):
            if word not in known:
                names = ", ".join(sorted(known))
                yield codes.NO_SUCH_OUTCOME.report(None, f"/edges/{position}/condition", word=word, known=names)


def _compared(edge: Edge) -> list[str]:
    """Return the words that the condition of an edge compares the outcome with."""
    return [one or other for one, other in _OUTCOME.findall(edge.condition or "")]


def _rejections(flow: Flow) -> Iterator[Diagnostic]:
    """Look for rejections that never go the way meant for them, and for those that go the way of approvals."""
    for position, node in enumerate(flow.nodes):
        if not isinstance(node, ApprovalTask):
            continue
        follows = node.policies.on_reject == "edges"
        if follows and not _speaks_of_outcome(flow, node):
            yield codes.REJECTION_PASSES.report(None, f"/nodes/{position}/policies/on_reject", node=node.name)
        if not follows:
            for edge in _deciding(flow, node):
                if _compared(edge) == ["rejected"] and "!=" not in str(edge.condition):
                    place = flow.edges.index(edge)
                    yield codes.NEVER_REJECTED.report(None, f"/edges/{place}/condition", node=node.name)


def _deciding(flow: Flow, node: Node) -> list[Edge]:
    """Return the edges that decide right behind an approval, and behind no other step."""
    found = list(flow.plan.outgoing[node.name])
    for edge in flow.plan.outgoing[node.name]:
        target = flow.plan.nodes.get(edge.target)
        if target is not None and _kind(target) in _DECIDING and len(flow.plan.incoming[target.name]) == 1:
            found += flow.plan.outgoing[target.name]
    return found


def _speaks_of_outcome(flow: Flow, node: Node) -> bool:
    """Return whether something between an approval and the next people looks at the outcome."""
    seen: set[str] = set()
    pending = [node.name]
    while pending:
        for edge in flow.plan.outgoing[pending.pop()]:
            target = flow.plan.nodes.get(edge.target)
            if "outcome" in str(edge.condition or "") or target is None or _kind(target) == "call_activity":
                return True
            if target.name in seen or isinstance(target, PeopleNode):
                continue
            if any("outcome" in str(formula) or "last opinion" in str(formula) for _, formula in formulas(target)):
                return True
            seen.add(target.name)
            pending.append(target.name)
    return False


def _earlier(flow: Flow) -> Iterator[Diagnostic]:
    """Look for people of an earlier node that does not come before."""
    for position, node in enumerate(flow.nodes):
        for place, one in enumerate(getattr(node, "assignees", ())):
            if not isinstance(one, EarlierApproverAssignee) or one.node not in flow.plan.nodes:
                continue
            if one.node == node.name or node.name not in flow.plan.reachable([one.node]):
                path = f"/nodes/{position}/assignees/{place}/node"
                yield codes.NOT_EARLIER.report(None, path, node=node.name, other=one.node)


# --- ways -------------------------------------------------------------------------------------------------------------


def _twice(flow: Flow) -> Iterator[Diagnostic]:
    """Look for what several ways that set out together lead to without a join: it is worked once for each of them."""
    told: set[str] = set()
    for split in flow.nodes:
        ways = _certain(flow, split)
        if len(ways) < 2:
            continue
        reached = [_all_after(flow, edge.target, split.name) for edge in ways]
        for name in flow.plan.nodes:
            node = flow.plan.nodes[name]
            several = sum(name in each for each in reached) > 1
            if several and name not in told and node.role != "end" and len(flow.plan.incoming[name]) > 1:
                told |= set.union(*reached)
                place = list(flow.plan.nodes).index(name)
                yield codes.RUNS_TWICE.report(None, f"/nodes/{place}", node=name, split=split.name)


def _certain(flow: Flow, node: Node) -> list[Edge]:
    """Return the edges of a node that a token takes whatever happens."""
    if _kind(node) == "parallel_gateway":
        return list(flow.plan.outgoing[node.name])
    if _kind(node) in _DECIDING - {"inclusive_gateway"}:
        return []
    return [edge for edge in flow.plan.outgoing[node.name] if edge.condition is None and not edge.default]


def _all_after(flow: Flow, start: str, split: str) -> set[str]:
    """Return the nodes that a token surely comes to from a node, up to joins."""
    found: set[str] = set()
    pending = [start]
    while pending:
        name = pending.pop()
        node = flow.plan.nodes.get(name)
        if node is None or name in found or name == split:
            continue
        if _kind(node) in {"parallel_gateway", "inclusive_gateway"} and len(flow.plan.incoming[name]) > 1:
            continue
        found.add(name)
        pending += [edge.target for edge in _certain(flow, node)]
        if _kind(node) in _DECIDING and len(flow.plan.outgoing[name]) == 1:
            pending += [edge.target for edge in flow.plan.outgoing[name]]
    return found


def _kind(node: Node) -> str:
    """Return the kind of a node."""
    return str(getattr(node, "kind", ""))


# --- times ------------------------------------------------------------------------------------------------------------


def _moment(moment: Moment, path: str) -> Iterator[Diagnostic]:
    """Look at a time that is written down as it is."""
    for name in ("after", "until"):
        text = getattr(moment, name)
        if text is None:
            continue
        made = expression(str(text), Scope())
        value = made.evaluate({}) if not made.errors and not made.reads else None
        if isinstance(value, str) and (name == "until" or read_duration(value) is None):
            code = codes.NO_DATE if name == "until" else codes.NO_DURATION
            yield code.report(None, f"{path}/{name}", text=value[:60])
