"""The hit policy by which the outputs of the highest priority win."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from engine_rules.decisions.hit_policy import Hit, HitPolicy, Outputs, Rank


class PriorityHitPolicy(HitPolicy):
    """Of the rules that match, the one whose outputs stand first in the outputs' lists of values gives the result."""

    kind: Literal["priority"]
    letter: ClassVar[str] = "P"
    ranks: ClassVar[bool] = True

    def chosen(self, hits: Sequence[Hit], rank: Rank) -> Sequence[Outputs]:
        """Return the outputs of the hit with the highest priority, the earlier rule among equals."""
        return (min((hit.outputs for hit in hits), key=rank),)
