"""The shape of a flow, checked: starts and ends, ways that lead nowhere, joins that never complete, endless loops."""

from collections.abc import Iterator

from engine_flow import check_codes as codes
from engine_flow.boundary import BoundaryNode
from engine_flow.edge import Edge
from engine_flow.flow import Flow
from engine_flow.node import Node
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import label

_INTO = label("into", "进入")
_OUT_OF = label("out of", "离开")


def check_shape(flow: Flow) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with the shape of a flow."""
    yield from _ends(flow)
    yield from _edges(flow)
    for position, node in enumerate(flow.nodes):
        yield from _node(flow, node, f"/nodes/{position}")
    yield from _joins(flow)
    yield from _loops(flow)


def _place(flow: Flow, name: str) -> str:
    """Return the JSON pointer of a node."""
    return f"/nodes/{list(flow.plan.nodes).index(name)}"


def _ends(flow: Flow) -> Iterator[Diagnostic]:
    """Look for starts, for ends, and for nodes that no way leads to."""
    if not flow.plan.starts:
        yield codes.NO_START.report(None, "/nodes")
        return
    reached = flow.plan.reachable(node.name for node in flow.plan.starts)
    if not any(node.role == "end" and node.name in reached for node in flow.nodes):
        yield codes.NO_END.report(None, "/nodes")
    for position, node in enumerate(flow.nodes):
        if node.name not in reached:
            yield codes.UNREACHABLE.report(None, f"/nodes/{position}", node=node.name)


def _edges(flow: Flow) -> Iterator[Diagnostic]:
    """Look at the ends of edges."""
    nodes = flow.plan.nodes
    for position, edge in enumerate(flow.edges):
        for end, name in (("source", edge.source), ("target", edge.target)):
            if name not in nodes:
                yield codes.UNKNOWN_END.report(None, f"/edges/{position}/{end}", node=name)
        if edge.target in nodes and nodes[edge.target].role in {"start", "boundary"}:
            yield codes.WRONG_EDGE.report(None, f"/edges/{position}/target", way=_INTO, node=edge.target)
        if edge.source in nodes and nodes[edge.source].role == "end":
            yield codes.WRONG_EDGE.report(None, f"/edges/{position}/source", way=_OUT_OF, node=edge.source)
        if edge.default and edge.condition is not None:
            yield codes.DEFAULT_CONDITION.report(None, f"/edges/{position}/condition")


def _node(flow: Flow, node: Node, path: str) -> Iterator[Diagnostic]:
    """Look at one node and the edges that leave it."""
    outgoing = flow.plan.outgoing[node.name]
    if not outgoing and node.role != "end":
        yield codes.DEAD_END.report(None, path, node=node.name)
    if isinstance(node, BoundaryNode):
        host = flow.plan.nodes.get(node.attached_to)
        if host is None or host.role != "activity" or not host.rests:
            yield codes.WRONG_HOST.report(None, f"{path}/attached_to", node=node.name, host=node.attached_to)
    defaults = [edge for edge in outgoing if edge.default]
    if len(defaults) > 1:
        yield codes.SEVERAL_DEFAULTS.report(None, path, node=node.name)
    if _kind(node) in {"parallel_gateway", "event_gateway"}:
        for edge in outgoing:
            if edge.condition is not None or edge.default:
                yield codes.IDLE_CONDITION.report(None, f"/edges/{flow.edges.index(edge)}")
    elif outgoing and not defaults and all(edge.condition is not None for edge in outgoing):
        yield codes.NO_DEFAULT.report(None, path, node=node.name)
    if _kind(node) == "event_gateway":
        for edge in outgoing:
            target = flow.plan.nodes.get(edge.target)
            if target is not None and target.role != "catch":
                yield codes.NOT_AN_EVENT.report(None, f"/edges/{flow.edges.index(edge)}/target", node=target.name)


def _kind(node: Node) -> str:
    """Return the kind of a node."""
    return str(getattr(node, "kind", ""))


def _joins(flow: Flow) -> Iterator[Diagnostic]:
    """Look for parallel joins of ways of which an exclusive choice takes only one.

    A gateway that decides is to blame when every way from the start to two edges into the join passes through it, and
    none of the edges that leave it leads to both.
    """
    for node in flow.nodes:
        incoming = flow.plan.incoming[node.name]
        if _kind(node) == "parallel_gateway" and len(incoming) > 1:
            for gateway in flow.nodes:
                if _kind(gateway) in {"exclusive_gateway", "event_gateway"} and _splits(flow, gateway, node, incoming):
                    place = _place(flow, node.name)
                    yield codes.UNBALANCED.report(None, place, node=node.name, gateway=gateway.name)
                    break


def _splits(flow: Flow, gateway: Node, join: Node, incoming: tuple[Edge, ...]) -> bool:
    """Return whether a gateway sends a token to only one of two edges into a join, and nothing else reaches them."""
    branches = [_forward(flow, edge.target, {gateway.name, join.name}) for edge in flow.plan.outgoing[gateway.name]]
    without = set().union(*(_forward(flow, start.name, {gateway.name}) for start in flow.plan.starts))
    only = [edge for edge in incoming if edge.source not in without]
    ways = [
        {position for position, nodes in enumerate(branches) if edge.source in nodes}
        | ({-1 - number} if edge.source == gateway.name else set())
        for number, edge in enumerate(only)
    ]
    return any(one and two and not one & two for at, one in enumerate(ways) for two in ways[at + 1 :])


def _forward(flow: Flow, start: str, avoided: set[str]) -> set[str]:
    """Return the nodes that a token at `start` can come to without passing through others."""
    found: set[str] = set()
    pending = [start]
    while pending:
        name = pending.pop()
        if name not in found and name not in avoided and name in flow.plan.nodes:
            found.add(name)
            pending += flow.plan.after(name)
    return found


def _loops(flow: Flow) -> Iterator[Diagnostic]:
    """Look for loops whose nodes wait for nothing."""
    busy = {node.name: node for node in flow.nodes if not node.rests}
    seen: set[str] = set()
    for name in busy:
        if name in seen:
            continue
        loop = [
            each for each in busy if name in _busy_after(flow, each, busy) and each in _busy_after(flow, name, busy)
        ]
        if not loop:
            continue
        seen.update(loop)
        leaves = any(
            edge.target not in loop and edge.target in flow.plan.nodes
            for each in loop
            for edge in flow.plan.outgoing[each]
        )
        code = codes.BUSY_LOOP if leaves else codes.ENDLESS
        yield code.report(None, _place(flow, loop[0]), nodes=", ".join(f"`{each}`" for each in loop))


def _busy_after(flow: Flow, name: str, busy: dict[str, Node]) -> set[str]:
    """Return the nodes that a token can come to after a node without waiting."""
    found: set[str] = set()
    pending = [edge.target for edge in flow.plan.outgoing[name]]
    while pending:
        each = pending.pop()
        if each in busy and each not in found:
            found.add(each)
            pending += [edge.target for edge in flow.plan.outgoing[each]]
    return found
