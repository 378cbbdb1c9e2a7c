"""A message comes while an activity is under way."""

from typing import Literal

from engine_flow.boundary import BoundaryNode
from engine_flow.formula import TextFormula
from engine_flow.instance import Token
from engine_flow.turn import Turn


class BoundaryMessage(BoundaryNode):
    """Leads away from an activity when a message comes."""

    kind: Literal["boundary_message"]
    message: str
    """The message's name; `changed:status` comes by itself when the field `status` of a record changes, with its id."""
    key: TextFormula | None = None
    """What the message's own key has to be."""

    def arm(self, turn: Turn, token: Token) -> None:
        turn.wait(token, self.name, self.message, None if self.key is None else turn.text(self.key))
