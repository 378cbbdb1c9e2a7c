"""All ways whose condition is true; together again when nothing more can come."""

from typing import ClassVar, Literal

from engine_flow.instance import Token
from engine_flow.merging import merge, waiting_at
from engine_flow.node import Node, Role
from engine_flow.turn import Turn


class InclusiveGateway(Node):
    """Takes every edge whose condition is true, else the default, and joins what came by several edges.

    It joins when no token elsewhere can still come by an edge on which none waits, unless that token can as well come
    by one on which one waits already (BPMN 2.0.2, section 13.4.3).
    """

    role: ClassVar[Role] = "gateway"
    bpmn: ClassVar[str] = "inclusiveGateway"
    joins: ClassVar[bool] = True
    kind: Literal["inclusive_gateway"]

    def enter(self, turn: Turn, token: Token) -> None:
        if len(turn.plan.incoming[self.name]) > 1:
            turn.rest(token, "join")
        else:
            self.split(turn, token)

    def join(self, turn: Turn) -> bool:
        """Let the tokens that wait here go on as one if nothing more can come; return whether they did."""
        waiting = waiting_at(turn, self.name)
        if not waiting or not self._complete(turn, waiting):
            return False
        merge(turn, waiting, self.split)
        return True

    def _complete(self, turn: Turn, waiting: dict[str | None, Token]) -> bool:
        """Return whether no token elsewhere can still come by an edge without one."""
        edges = [edge.name for edge in turn.plan.incoming[self.name]]
        full = [turn.plan.reaching(self.name, edge) for edge in edges if edge in waiting]
        empty = [turn.plan.reaching(self.name, edge) for edge in edges if edge not in waiting]
        for token in turn.tokens.values():
            if token.node == self.name:
                continue
            # A token that was sent back and comes straight back is as good as where it will come back to.
            for place in [turn.visits[each].node for each in token.back] or [token.node]:
                may_fill = any(place in nodes for nodes in empty)
                if may_fill and not any(place in nodes for nodes in full):
                    return False
        return True

    def split(self, turn: Turn, token: Token) -> None:
        """Let a token go on by every edge whose condition is true."""
        turn.leave(token)
