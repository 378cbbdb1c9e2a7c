"""People approve or reject."""

from typing import ClassVar, Literal

from engine_flow.instance import TaskKind, Timer, Token
from engine_flow.limits import reached
from engine_flow.people_node import PeopleNode
from engine_flow.rounds import open_round
from engine_flow.turn import Turn


class ApprovalTask(PeopleNode):
    """People approve or reject, together as the mode says."""

    asks: ClassVar[TaskKind] = "approval"
    kind: Literal["approval_task"]

    def enter(self, turn: Turn, token: Token) -> None:
        open_round(turn, self, token)

    def due(self, turn: Turn, token: Token, timer: Timer) -> None:
        reached(turn, self, token, timer)
