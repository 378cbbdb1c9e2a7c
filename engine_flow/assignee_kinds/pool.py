"""Whoever claims it."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from pydantic import model_validator

from engine_flow.assignee import Assignee
from engine_flow.formula import TextFormula
from engine_flow.turn import Turn


class PoolAssignee(Assignee):
    """One task for several people, of whom one claims it."""

    claims: ClassVar[bool] = True
    kind: Literal["pool"]
    persons: tuple[str, ...] = ()
    """Named people."""
    role: str | None = None
    """The people of a role."""
    department: TextFormula | None = None
    """Only those of this department."""

    @model_validator(mode="after")
    def _somebody(self) -> "PoolAssignee":
        if not self.persons and self.role is None:
            msg = "a pool needs people or a role"
            raise ValueError(msg)
        return self

    def people(self, turn: Turn, node: str, visit: int) -> Sequence[str]:
        del node, visit
        found = list(self.persons)
        if self.role is not None:
            department = turn.text(self.department) if self.department is not None else None
            found += turn.answers.members(self.role, department)
        return list(dict.fromkeys(found))
