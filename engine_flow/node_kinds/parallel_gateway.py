"""All ways at once; together again when all have come."""

from typing import ClassVar, Literal

from engine_flow.instance import Token
from engine_flow.merging import merge, waiting_at
from engine_flow.node import Node, Role
from engine_flow.turn import Turn


class ParallelGateway(Node):
    """Waits for a token on each edge that comes in, and takes every edge that goes out."""

    role: ClassVar[Role] = "gateway"
    bpmn: ClassVar[str] = "parallelGateway"
    kind: Literal["parallel_gateway"]

    def enter(self, turn: Turn, token: Token) -> None:
        incoming = turn.plan.incoming[self.name]
        if len(incoming) > 1:
            turn.rest(token, "join")
            waiting = waiting_at(turn, self.name)
            if any(edge.name not in waiting for edge in incoming):
                return
            merge(turn, waiting, self.split)
        else:
            self.split(turn, token)

    def split(self, turn: Turn, token: Token) -> None:
        """Let a token go on by every edge."""
        turn.leave(token, edges=list(turn.plan.outgoing[self.name]))
