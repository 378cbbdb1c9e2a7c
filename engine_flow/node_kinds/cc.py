"""People are given notice."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from engine_flow.assignment import AssigneeKind
from engine_flow.instance import Token
from engine_flow.node import Node
from engine_flow.notice import give_notice
from engine_flow.turn import Turn


class CcNode(Node):
    """People get a copy to take note of; the flow goes on at once."""

    bpmn: ClassVar[str] = "sendTask"
    kind: Literal["cc"]
    assignees: Annotated[tuple[AssigneeKind, ...], Field(min_length=1)]
    """Who."""

    def enter(self, turn: Turn, token: Token) -> None:
        people = [each for one in self.assignees for each in one.people(turn, self.name, token.visit)]
        give_notice(turn, self.name, token, [each for each in people if turn.answers.active(each)])
        turn.leave(token)
