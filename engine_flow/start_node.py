"""`StartNode`: the base of the ways in which an instance begins."""

from typing import Any, ClassVar

from engine_flow import codes
from engine_flow.formula import Condition
from engine_flow.instance import Task, Token
from engine_flow.node import Node, Role
from engine_flow.rounds import go_on, stand_in
from engine_flow.turn import Stopped


class StartNode(Node):
    """Where an instance begins, and where it comes back to when it is sent back to its initiator."""

    role: ClassVar[Role] = "start"
    bpmn: ClassVar[str] = "startEvent"
    when: Condition | None = None
    """Only when this is true."""

    def enter(self, turn: Any, token: Token) -> None:
        """Ask the initiator to revise and submit again, or whoever stands in; go on when there is none.

        When the initiator has left the manager is asked, or else the administrators.
        """
        if turn.initiator is None:
            go_on(turn, token)
            return
        person: str | None = turn.initiator
        if not turn.answers.active(person):
            person = turn.answers.manager(person)
            person = person if person is not None and turn.answers.active(person) else None
        candidates = () if person is not None else tuple(turn.answers.administrators())
        if person is None and not candidates:
            raise Stopped(codes.NOBODY_FOUND)
        turn.rest(token, "task")
        identifier = turn.next_id("k")
        asked, principal = stand_in(turn, self.name, person)
        task = Task(
            identifier,
            self.name,
            token.id,
            token.visit,
            "work",
            "open",
            turn.at,
            asked,
            candidates,
            principal,
            identifier,
        )
        turn.notify(turn.put_task(task), "task")
