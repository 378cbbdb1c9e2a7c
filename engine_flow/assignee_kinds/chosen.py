"""Whoever the people before chose."""

from collections.abc import Sequence
from typing import Literal

from engine_flow.assignee import Assignee
from engine_flow.turn import Turn


class ChosenAssignee(Assignee):
    """The people whom the initiator or an earlier approver chose for this node."""

    kind: Literal["chosen"]

    def people(self, turn: Turn, node: str, visit: int) -> Sequence[str]:
        del visit
        return turn.chosen.get(node, ())
