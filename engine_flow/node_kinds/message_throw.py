"""The flow sends a message."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from engine_flow.formula import Formula, TextFormula
from engine_flow.instance import Token
from engine_flow.node import Node, Role
from engine_flow.turn import Turn


class MessageThrow(Node):
    """Sends a message to whichever instance waits for it."""

    role: ClassVar[Role] = "throw"
    bpmn: ClassVar[str] = "intermediateThrowEvent"
    kind: Literal["message_throw"]
    message: str
    """The message's name."""
    key: TextFormula | None = None
    """What it speaks of."""
    values: Mapping[str, Formula] = Field(default_factory=dict)
    """What it says: variables of the receiver by name."""

    def enter(self, turn: Turn, token: Token) -> None:
        key = None if self.key is None else turn.text(self.key)
        values = {name: turn.value(formula, token) for name, formula in self.values.items()}
        turn.effect("send_message", token, {"message": self.message, "key": key, "values": values})
        turn.leave(token)
