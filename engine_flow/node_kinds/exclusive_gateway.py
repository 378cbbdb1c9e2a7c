"""One of several ways."""

from typing import ClassVar, Literal

from engine_flow import codes
from engine_flow.instance import Token
from engine_flow.node import Node, Role
from engine_flow.turn import Stopped, Turn


class ExclusiveGateway(Node):
    """Takes the first edge whose condition is true, else the default; lets every token that comes pass."""

    role: ClassVar[Role] = "gateway"
    bpmn: ClassVar[str] = "exclusiveGateway"
    kind: Literal["exclusive_gateway"]

    def enter(self, turn: Turn, token: Token) -> None:
        default = None
        for edge in turn.plan.outgoing[self.name]:
            if edge.default:
                default = edge
            elif edge.condition is None or turn.holds(edge.condition, token):
                turn.leave(token, edges=[edge])
                return
        if default is not None:
            turn.leave(token, edges=[default])
        elif turn.plan.outgoing[self.name]:
            raise Stopped(codes.NO_WAY_ON)
        else:
            turn.consume(token)
