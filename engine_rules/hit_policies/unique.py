"""The hit policy that lets one rule match at most."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from engine_rules.decisions import decision_codes as codes
from engine_rules.decisions.hit_policy import Hit, HitPolicy, Outputs, Rank, refuse


class UniqueHitPolicy(HitPolicy):
    """One rule may match; two give null."""

    kind: Literal["unique"]
    letter: ClassVar[str] = "U"
    overlaps: ClassVar[bool] = False

    def chosen(self, hits: Sequence[Hit], rank: Rank) -> Sequence[Outputs]:  # noqa: ARG002 - one shape for all policies
        """Return the outputs of the only hit."""
        return refuse(codes.SEVERAL_RULES, hits) if len(hits) > 1 else (hits[0].outputs,)
