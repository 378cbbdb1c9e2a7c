"""`BoundaryNode`: the base of events at the edge of an activity."""

from typing import Any, ClassVar

from engine_flow.instance import Timer, Token, Wait
from engine_flow.node import Node, Role
from lowcode.kernel.names import Name


class BoundaryNode(Node):
    """Something that may happen while an activity is under way, and leads away from it."""

    role: ClassVar[Role] = "boundary"
    bpmn: ClassVar[str] = "boundaryEvent"
    attached_to: Name
    """The activity."""
    interrupting: bool = True
    """Whether the activity is stopped; otherwise a further way begins beside it."""

    def due(self, turn: Any, token: Token, timer: Timer) -> None:
        """Begin the way of this boundary."""
        del timer
        self.happen(turn, token)

    def received(self, turn: Any, token: Token, wait: Wait) -> None:
        """Begin the way of this boundary; it goes on waiting when the activity goes on."""
        del wait
        self.happen(turn, token)

    def happen(self, turn: Any, token: Token) -> None:
        """Begin the way of this boundary, instead of the activity or beside it."""
        if self.interrupting:
            turn.interrupt(token, self.name)
        else:
            # It also comes of what the token will go straight back to, so that it falls when that is worked again.
            turn.spawn(self.name, (token.visit, *token.back), None, token.outcome)
