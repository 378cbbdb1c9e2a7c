"""The head of a department."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from engine_flow.assignee import Assignee
from engine_flow.formula import TextFormula
from engine_flow.turn import Turn


class DepartmentHeadAssignee(Assignee):
    """The head of a department: the initiator's unless another one is given, or one above it."""

    kind: Literal["department_head"]
    department: TextFormula | None = None
    """Which department; the initiator's without one."""
    up: Annotated[int, Field(ge=0, le=20)] = 0
    """How many departments above it."""

    def people(self, turn: Turn, node: str, visit: int) -> Sequence[str]:
        del node, visit
        if self.department is not None:
            found = turn.text(self.department)
        else:
            found = turn.answers.department(turn.initiator) if turn.initiator else None
        for _ in range(self.up):
            found = turn.answers.parent(found) if found is not None else None
        head = turn.answers.head(found) if found is not None else None
        return [head] if head is not None else []
