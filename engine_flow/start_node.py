"""`StartNode`: the base of the ways in which an instance begins."""

from typing import Any, ClassVar

from engine_flow.formula import Condition
from engine_flow.instance import Task, Token
from engine_flow.node import Node, Role
from engine_flow.rounds import go_on


class StartNode(Node):
    """Where an instance begins, and where it comes back to when it is sent back to its initiator."""

    role: ClassVar[Role] = "start"
    bpmn: ClassVar[str] = "startEvent"
    when: Condition | None = None
    """Only when this is true."""

    def enter(self, turn: Any, token: Token) -> None:
        """Ask the initiator to revise and submit again; go on when there is none."""
        if turn.initiator is None:
            go_on(turn, token)
            return
        turn.rest(token, "task")
        identifier = turn.next_id("k")
        task = Task(
            identifier, self.name, token.id, token.visit, "work", "open", turn.at, turn.initiator, seat=identifier
        )
        turn.notify(turn.put_task(task), "task")
