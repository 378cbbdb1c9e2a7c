"""Whoever an expression names."""

from collections.abc import Sequence
from typing import Literal

from engine_flow.assignee import Assignee
from engine_flow.formula import Formula
from engine_flow.turn import Turn, people_of


class ExpressionAssignee(Assignee):
    """The person or list of people that an expression gives."""

    kind: Literal["expression"]
    expression: Formula
    """The expression."""

    def people(self, turn: Turn, node: str, visit: int) -> Sequence[str]:
        del node, visit
        return people_of(turn.value(self.expression))
