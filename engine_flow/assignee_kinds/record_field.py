"""Whoever a field of the record names."""

from collections.abc import Sequence
from typing import Literal

from engine_flow.assignee import Assignee
from engine_flow.turn import Turn, people_of


class RecordFieldAssignee(Assignee):
    """The person or people in a field of the record, or in a variable."""

    kind: Literal["record_field"]
    field: str
    """The field's name."""

    def people(self, turn: Turn, node: str, visit: int) -> Sequence[str]:
        del node, visit
        return people_of(turn.values().get(self.field))
