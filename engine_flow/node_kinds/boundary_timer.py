"""An activity takes too long."""

from typing import Literal

from engine_flow.boundary import BoundaryNode
from engine_flow.instance import Token
from engine_flow.moment import Moment
from engine_flow.turn import Turn


class BoundaryTimer(BoundaryNode):
    """Leads away from an activity when its time is up."""

    kind: Literal["boundary_timer"]
    moment: Moment
    """When, from the beginning of the activity."""

    def arm(self, turn: Turn, token: Token) -> None:
        turn.timer(token, self.name, turn.moment(self.moment, token))
