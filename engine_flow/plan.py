"""`Plan`: what the engine looks up of a flow, worked out once: edges by node, boundaries, scopes, reach of joins."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from weakref import WeakKeyDictionary

from engine_flow.boundary import BoundaryNode
from engine_flow.edge import Edge
from engine_flow.formula import formulas, specs
from engine_flow.node import Node
from engine_flow.policy import Policies
from engine_rules import types as t
from engine_rules.decisions.element import Cell
from engine_rules.expression import expression
from engine_rules.scope import Scope
from lowcode.kernel.spec import Spec

OWN_NAMES: Final[Mapping[str, t.Type]] = {"initiator": t.STRING, "outcome": t.STRING, "last opinion": t.STRING}
"""The names that every expression of a flow may use: who started it, how the last people's node ended, and the opinion
of whoever decided last."""


class Plan:
    """A flow as the engine reads it; never changed."""

    def __init__(
        self,
        *,
        name: str,
        version: int,
        nodes: Iterable[Node],
        edges: Iterable[Edge],
        variables: Mapping[str, t.Type],
        initial: Mapping[str, str],
        policies: Policies,
    ) -> None:
        """Take the parts of a flow."""
        self.name: Final = name
        self.version: Final = version
        self.policies: Final = policies
        self.variables: Final = dict(variables)
        self.initial: Final = dict(initial)
        """The expressions of the variables' values at the start."""
        self.nodes: Final[dict[str, Node]] = {node.name: node for node in nodes}
        self.edges: Final[dict[str, Edge]] = {edge.name: edge for edge in edges}
        self.outgoing: Final[dict[str, tuple[Edge, ...]]] = self._sorted("source")
        self.incoming: Final[dict[str, tuple[Edge, ...]]] = self._sorted("target")
        self.boundaries: Final[dict[str, tuple[Node, ...]]] = {}
        for node in self.nodes.values():
            if isinstance(node, BoundaryNode):
                host = node.attached_to
                self.boundaries[host] = (*self.boundaries.get(host, ()), node)
        self.starts: Final = tuple(node for node in self.nodes.values() if node.role == "start")
        self.joins: Final = tuple(node.name for node in self.nodes.values() if node.joins)
        """The inclusive gateways that join."""
        self.reads_opinion: Final = any(
            "last opinion" in str(formula)
            for part in (*self.nodes.values(), *self.edges.values())
            for _, formula in formulas(part)
        )
        """Whether an expression speaks of the last opinion."""
        self._scopes: WeakKeyDictionary[Scope, tuple[Scope, tuple[str, ...]]] = WeakKeyDictionary()
        self._untyped: dict[tuple[str, ...], Scope] = {}
        self._reach: dict[tuple[str, str], frozenset[str]] = {}

    def _sorted(self, end: str) -> dict[str, tuple[Edge, ...]]:
        """Return the edges of each node, by one of their ends, in the order of the flow."""
        found: dict[str, list[Edge]] = {name: [] for name in self.nodes}
        for edge in self.edges.values():
            found.setdefault(getattr(edge, end), []).append(edge)
        return {name: tuple(edges) for name, edges in found.items()}

    # --- expressions ------------------------------------------------------------------------------------------

    def scoped(self, base: Scope | None, record: Mapping[str, Any]) -> tuple[Scope, tuple[str, ...]]:
        """Return the scope of the flow's expressions over that of its record, and the record's names they read."""
        if base is None:
            key = tuple(record)
            base = self._untyped.get(key)
            if base is None:
                base = self._untyped[key] = Scope(dict.fromkeys(key, t.ANY))
        found = self._scopes.get(base)
        if found is None:
            scope = base.extended({**OWN_NAMES, **self.variables})
            found = self._scopes[base] = (scope, self._read(scope))
        return found

    def _read(self, scope: Scope) -> tuple[str, ...]:
        """Return the names of the record that the flow reads, in alphabetical order."""
        names: set[str] = set()
        for part in (*self.nodes.values(), *self.edges.values()):
            for _, formula in formulas(part):
                names.update(route[0] for route in expression(str(formula), scope).reads)
            for spec in specs(part):
                names.update(_named_by(spec, scope))
        for text in self.initial.values():
            names.update(route[0] for route in expression(text, scope).reads)
        own = OWN_NAMES.keys() | self.variables.keys() | {""}
        return tuple(sorted(names - own))

    # --- ways -------------------------------------------------------------------------------------------------

    def after(self, name: str) -> list[str]:
        """Return the nodes that come next after a node: at its edges, and at the boundaries of an activity."""
        found = [edge.target for edge in self.outgoing.get(name, ())]
        return found + [node.name for node in self.boundaries.get(name, ())]

    def reachable(self, names: Iterable[str]) -> set[str]:
        """Return the nodes that a token at one of `names` can come to, themselves included."""
        found: set[str] = set()
        pending = list(names)
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                pending += self.after(name)
        return found

    def reaching(self, gateway: str, edge: str) -> frozenset[str]:
        """Return the nodes from which a way leads to an edge into a gateway without passing through the gateway."""
        key = (gateway, edge)
        kept = self._reach.get(key)
        if kept is not None:
            return kept
        found: set[str] = set()
        pending = [self.edges[edge].source]
        while pending:
            name = pending.pop()
            if name in found or name == gateway:
                continue
            found.add(name)
            pending += [each.source for each in self.incoming.get(name, ())]
            node = self.nodes.get(name)
            if isinstance(node, BoundaryNode):
                pending.append(node.attached_to)
        result = self._reach[key] = frozenset(found)
        return result


def _named_by(spec: Spec, scope: Scope) -> Iterator[str]:
    """Iterate over the names that a part reads besides its formulas: a field with people, a cell of a table."""
    if getattr(spec, "kind", "") == "record_field":
        yield str(getattr(spec, "field", ""))
    elif isinstance(spec, Cell) and spec.source.strip():
        for made in (expression(spec.source, scope), expression(spec.source, scope, cell=True)):
            yield from (route[0] for route in made.reads)
