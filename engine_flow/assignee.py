"""`Assignee`: the base of the ways of saying who is asked."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from engine_flow.instance import ONE
from lowcode.kernel.spec import Spec


class Assignee(Spec):
    """Who is asked; its kinds are in `assignee_kinds/`, one file each."""

    claims: ClassVar[bool] = False
    """Whether the people are offered one task together, which one of them claims."""
    certain: ClassVar[bool] = False
    """Whether it always names somebody."""
    weight: Annotated[Decimal, Field(gt=0)] = ONE
    """How much each of them counts in a vote."""

    def people(self, turn: Any, node: str, visit: int) -> Sequence[str]:
        """Return the people, in the order in which they are asked; `visit` is the stay at the node that asks.

        The turn (`engine_flow.turn.Turn`) knows the organisation, the instance and the values of expressions.
        """
        raise NotImplementedError
