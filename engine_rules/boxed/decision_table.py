"""A decision table as decision logic."""

from typing import Literal

from engine_rules.decision_table import DecisionTable
from engine_rules.decisions.boxed_expression import BoxedExpression
from engine_rules.decisions.compiled import Compiled, Place
from engine_rules.decisions.compiled_table import CompiledTable


class TableExpression(BoxedExpression, DecisionTable):
    """A decision table."""

    kind: Literal["decision_table"]

    def logic(self, place: Place) -> Compiled:
        """Return the compiled table."""
        made = CompiledTable(self, place)
        return Compiled(made.type, made.run)
