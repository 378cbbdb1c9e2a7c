"""Whoever decided at an earlier node."""

from collections.abc import Sequence
from typing import Literal

from engine_flow.assignee import Assignee
from engine_flow.turn import AUTOMATIC, Turn, decides
from lowcode.kernel.names import Name


class EarlierApproverAssignee(Assignee):
    """The people who decided at an earlier node, when it was last passed."""

    kind: Literal["earlier_approver"]
    node: Name
    """The earlier node."""

    def people(self, turn: Turn, node: str, visit: int) -> Sequence[str]:
        del node
        for before in turn.ancestors(visit):
            if turn.visits[before].node == self.node:
                tasks = [task for task in turn.tasks.values() if task.visit == before and decides(task)]
                people = [task.person if task.reason in AUTOMATIC else task.by for task in tasks]
                return [each for each in people if each is not None]
        return []
