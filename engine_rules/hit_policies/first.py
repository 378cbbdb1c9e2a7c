"""The hit policy by which the first rule that matches wins."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from engine_rules.decisions.hit_policy import Hit, HitPolicy, Outputs, Rank


class FirstHitPolicy(HitPolicy):
    """The first rule that matches, in the order of the table, gives the result."""

    kind: Literal["first"]
    letter: ClassVar[str] = "F"
    first_only: ClassVar[bool] = True

    def chosen(self, hits: Sequence[Hit], rank: Rank) -> Sequence[Outputs]:  # noqa: ARG002
        """Return the outputs of the first hit."""
        return (hits[0].outputs,)
