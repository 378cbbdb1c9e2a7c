"""Jump to another node (跳转)."""

from typing import Literal

from engine_flow import codes
from engine_flow.merging import waiting_at
from engine_flow.turn import Turn
from engine_flow.verb import AdminVerb, Opinion
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Name


class Jump(AdminVerb):
    """Takes a token away from where it is and lets it go on at another node; other tokens stay."""

    kind: Literal["jump"]
    token: str
    """The token."""
    to: Name
    """The node."""
    opinion: Opinion | None = None
    """Why."""

    def wrong(self, turn: Turn) -> Diagnostic | None:
        if self.token not in turn.tokens:
            return codes.NO_TOKEN.report(token=self.token, known=", ".join(turn.tokens) or "-")
        nodes = [name for name, node in turn.plan.nodes.items() if node.role not in {"boundary", "start"}]
        return None if self.to in nodes else codes.NO_NODE.report(node=self.to, known=", ".join(nodes))

    def apply(self, turn: Turn) -> bool:
        token = turn.tokens[self.token]
        turn.release(token)
        turn.go(token, self.to, edge=self._edge(turn, token.node))
        return True

    def _edge(self, turn: Turn, left: str) -> str | None:
        """Return the edge by which a token comes to a join: one that none has come by, which leads from where it was.

        Without one the join would wait for it for ever.
        """
        edges = [each.name for each in turn.plan.incoming[self.to]]
        if turn.plan.nodes[self.to].role != "gateway" or len(edges) < 2:
            return None
        free = [each for each in edges if each not in waiting_at(turn, self.to)]
        near = [each for each in free if left in turn.plan.reaching(self.to, each)]
        return next(iter([*near, *free]), None)
