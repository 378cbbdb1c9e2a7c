"""A message comes."""

from typing import ClassVar, Literal

from engine_flow.formula import TextFormula
from engine_flow.instance import Token
from engine_flow.node import Node, Role
from engine_flow.turn import Turn


class MessageWait(Node):
    """Waits for a message."""

    role: ClassVar[Role] = "catch"
    rests: ClassVar[bool] = True
    bpmn: ClassVar[str] = "intermediateCatchEvent"
    kind: Literal["message_wait"]
    message: str
    """The message's name; `changed:status` comes by itself when the field `status` of a record changes, with its id."""
    key: TextFormula | None = None
    """What the message's own key has to be, such as the number of the order it speaks of."""

    def enter(self, turn: Turn, token: Token) -> None:
        self.arm(turn, turn.rest(token, "message"))

    def arm(self, turn: Turn, token: Token) -> None:
        turn.wait(token, self.name, self.message, None if self.key is None else turn.text(self.key))
