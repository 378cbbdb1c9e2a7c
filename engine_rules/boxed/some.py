"""Whether a condition holds for an element at least."""

from typing import Literal

from engine_rules.decisions.boxed_expression import BoxedExpression
from engine_rules.decisions.branch import Branch
from engine_rules.decisions.compiled import Compiled, Place
from engine_rules.decisions.loop import quantified
from engine_rules.operators import any_of


class SomeExpression(BoxedExpression):
    """True when the condition holds for some element, false when it holds for none."""

    kind: Literal["some"]
    variable: str
    """The name of the element."""
    domain: Branch
    """The list or range."""
    condition: Branch
    """What has to hold."""

    def logic(self, place: Place) -> Compiled:
        """Return the logic of the search."""
        return quantified(place, self.variable, self.domain, self.condition, any_of)
