"""Whether a condition holds for all elements."""

from typing import Literal

from engine_rules.decisions.boxed_expression import BoxedExpression
from engine_rules.decisions.branch import Branch
from engine_rules.decisions.compiled import Compiled, Place
from engine_rules.decisions.loop import quantified


class EveryExpression(BoxedExpression):
    """True when the condition holds for every element, also when there is none."""

    kind: Literal["every"]
    variable: str
    """The name of the element."""
    domain: Branch
    """The list or range."""
    condition: Branch
    """What has to hold."""

    def logic(self, place: Place) -> Compiled:
        """Return the logic of the search."""
        return quantified(place, self.variable, self.domain, self.condition, _all_of)


def _all_of(answers: list[bool | None]) -> bool | None:
    """Return the conjunction of answers."""
    if False in answers:
        return False
    return None if None in answers else True
