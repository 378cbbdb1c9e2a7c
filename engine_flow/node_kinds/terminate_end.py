"""Everything ends."""

from typing import ClassVar, Literal

from engine_flow.instance import Token
from engine_flow.node import Node, Role
from engine_flow.turn import Turn


class TerminateEnd(Node):
    """Ends the whole instance, also where other ways are still open."""

    role: ClassVar[Role] = "end"
    bpmn: ClassVar[str] = "endEvent"
    kind: Literal["terminate_end"]
    status: Literal["completed", "rejected", "terminated"] = "terminated"
    """How the instance ends."""

    def enter(self, turn: Turn, token: Token) -> None:
        turn.consume(token)
        turn.finish(self.status)
