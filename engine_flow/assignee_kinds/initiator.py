"""Whoever started the instance."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from engine_flow.assignee import Assignee
from engine_flow.turn import Turn


class InitiatorAssignee(Assignee):
    """The initiator."""

    certain: ClassVar[bool] = True
    kind: Literal["initiator"]

    def people(self, turn: Turn, node: str, visit: int) -> Sequence[str]:
        del node, visit
        return [turn.initiator] if turn.initiator else []
