"""The hit policy that lists the outputs of all rules that match, in the order of the table."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from engine_rules.decisions.hit_policy import Hit, HitPolicy, Outputs, Rank


class RuleOrderHitPolicy(HitPolicy):
    """All rules that match give the result, a list in the order of the rules."""

    kind: Literal["rule_order"]
    letter: ClassVar[str] = "R"

    @property
    def many(self) -> bool:
        """Whether the result is a list."""
        return True

    def chosen(self, hits: Sequence[Hit], rank: Rank) -> Sequence[Outputs]:  # noqa: ARG002
        """Return the outputs of all hits in the order of the rules."""
        return tuple(hit.outputs for hit in hits)
