"""Named people."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from engine_flow.assignee import Assignee
from engine_flow.turn import Turn


class PersonAssignee(Assignee):
    """People by name."""

    certain: ClassVar[bool] = True
    kind: Literal["person"]
    persons: Annotated[tuple[str, ...], Field(min_length=1)]
    """Who."""

    def people(self, turn: Turn, node: str, visit: int) -> Sequence[str]:
        del turn, node, visit
        return self.persons
