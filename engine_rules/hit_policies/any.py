"""The hit policy that lets several rules match when they agree."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from engine_rules.decisions import decision_codes as codes
from engine_rules.decisions.hit_policy import Hit, HitPolicy, Outputs, Rank, agreeing, refuse


class AnyHitPolicy(HitPolicy):
    """Rules that match must have the same outputs; different ones give null."""

    kind: Literal["any"]
    letter: ClassVar[str] = "A"

    def chosen(self, hits: Sequence[Hit], rank: Rank) -> Sequence[Outputs]:  # noqa: ARG002
        """Return the outputs that all hits share."""
        return (hits[0].outputs,) if agreeing(hits) else refuse(codes.RULES_DISAGREE, hits)
