"""The people of a role."""

from collections.abc import Sequence
from typing import Literal

from engine_flow.assignee import Assignee
from engine_flow.formula import TextFormula
from engine_flow.turn import Turn


class RoleAssignee(Assignee):
    """The people of a role, all or those of one department."""

    kind: Literal["role"]
    role: str
    """The role."""
    department: TextFormula | None = None
    """Only those of this department; of all departments without one."""

    def people(self, turn: Turn, node: str, visit: int) -> Sequence[str]:
        del node, visit
        department = turn.text(self.department) if self.department is not None else None
        if self.department is not None and department is None:
            return []
        return turn.answers.members(self.role, department)
