"""The hit policy that lists the outputs of all rules that match, by priority."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from engine_rules.decisions.hit_policy import Hit, HitPolicy, Outputs, Rank


class OutputOrderHitPolicy(HitPolicy):
    """All rules that match give the result, a list by decreasing priority of the outputs."""

    kind: Literal["output_order"]
    letter: ClassVar[str] = "O"
    ranks: ClassVar[bool] = True

    @property
    def many(self) -> bool:
        """Whether the result is a list."""
        return True

    def chosen(self, hits: Sequence[Hit], rank: Rank) -> Sequence[Outputs]:
        """Return the outputs of all hits, the highest priority first, equals in the order of the rules."""
        return sorted((hit.outputs for hit in hits), key=rank)
