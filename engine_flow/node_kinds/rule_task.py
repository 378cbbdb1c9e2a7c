"""A decision table decides."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from engine_flow import codes
from engine_flow.formula import Formula
from engine_flow.instance import Token
from engine_flow.node import Node
from engine_flow.turn import Stopped, Turn
from engine_rules.decision_table import DecisionTable
from lowcode.kernel.names import Name, Ref


class RuleTask(Node):
    """Puts the result of a decision into a variable."""

    bpmn: ClassVar[str] = "businessRuleTask"
    kind: Literal["rule_task"]
    table: DecisionTable | None = None
    """The decision table, when it is the flow's own."""
    decision: Ref | None = None
    """The decision of the app, otherwise."""
    inputs: Mapping[str, Formula] = Field(default_factory=dict)
    """Inputs of the decision by name; fields and variables are known by their own."""
    result: Name
    """The variable that takes the result."""

    @model_validator(mode="after")
    def _one(self) -> "RuleTask":
        if (self.table is None) == (self.decision is None):
            msg = "give either `table` or `decision`"
            raise ValueError(msg)
        return self

    def enter(self, turn: Turn, token: Token) -> None:
        given = {name: turn.value(formula, token) for name, formula in self.inputs.items()}
        values = {**turn.values(token), **given}
        if self.table is not None:
            result = turn.table(self.table, values, given)
        else:
            try:
                result = turn.answers.decision(self.decision or "", values)
            except LookupError:
                raise Stopped(codes.NO_DECISION, name=self.decision) from None
        turn.set(self.result, result)
        turn.leave(token)
