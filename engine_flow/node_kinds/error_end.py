"""The instance fails."""

from typing import ClassVar, Literal

from engine_flow.instance import Token
from engine_flow.node import Node, Role
from engine_flow.turn import Turn


class ErrorEnd(Node):
    """Ends the whole instance with an error, which an error boundary of the caller may catch."""

    role: ClassVar[Role] = "end"
    bpmn: ClassVar[str] = "endEvent"
    kind: Literal["error_end"]
    error: str
    """The error's word."""

    def enter(self, turn: Turn, token: Token) -> None:
        turn.consume(token)
        turn.finish("failed", self.error)
