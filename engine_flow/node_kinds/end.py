"""A way ends."""

from typing import ClassVar, Literal

from engine_flow.instance import Token
from engine_flow.node import Node, Role
from engine_flow.turn import Turn


class EndNode(Node):
    """Ends this way; the instance ends when all ways have."""

    role: ClassVar[Role] = "end"
    bpmn: ClassVar[str] = "endEvent"
    kind: Literal["end"]

    def enter(self, turn: Turn, token: Token) -> None:
        turn.consume(token)
