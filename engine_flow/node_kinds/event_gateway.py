"""Whatever happens first."""

from typing import ClassVar, Literal

from engine_flow.instance import Token
from engine_flow.node import Node, Role
from engine_flow.turn import Turn


class EventGateway(Node):
    """Waits for the first of several events: the timers and messages that its edges lead to."""

    role: ClassVar[Role] = "gateway"
    rests: ClassVar[bool] = True
    bpmn: ClassVar[str] = "eventBasedGateway"
    kind: Literal["event_gateway"]

    def enter(self, turn: Turn, token: Token) -> None:
        token = turn.rest(token, "race")
        for edge in turn.plan.outgoing[self.name]:
            turn.plan.nodes[edge.target].arm(turn, token)
