"""Some time passes."""

from typing import ClassVar, Literal

from engine_flow.instance import Token
from engine_flow.moment import Moment
from engine_flow.node import Node, Role
from engine_flow.turn import Turn


class TimerNode(Node):
    """Waits for a duration or until a date, in working hours when wanted."""

    role: ClassVar[Role] = "catch"
    rests: ClassVar[bool] = True
    bpmn: ClassVar[str] = "intermediateCatchEvent"
    kind: Literal["timer"]
    moment: Moment
    """When to go on; at once when that is past."""

    def enter(self, turn: Turn, token: Token) -> None:
        self.arm(turn, turn.rest(token, "timer"))

    def arm(self, turn: Turn, token: Token) -> None:
        turn.timer(token, self.name, turn.moment(self.moment, token))
