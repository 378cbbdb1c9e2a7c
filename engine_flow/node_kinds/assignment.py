"""Variables get values."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from engine_flow.formula import Formula
from engine_flow.instance import Token
from engine_flow.node import Node
from engine_flow.turn import Turn
from lowcode.kernel.names import Name


class AssignmentNode(Node):
    """Gives variables the values of expressions, one after the other."""

    bpmn: ClassVar[str] = "task"
    kind: Literal["assignment"]
    values: Annotated[Mapping[Name, Formula], Field(min_length=1)]
    """The expressions by variable; a later one sees the values of the earlier ones."""

    def enter(self, turn: Turn, token: Token) -> None:
        for name, formula in self.values.items():
            turn.set(name, turn.value(formula, token))
        turn.leave(token)
