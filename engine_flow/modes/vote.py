"""They vote (票签)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from engine_flow.mode import Mode, Seat, Verdict


class VoteMode(Mode):
    """Approved when the weight of the approvals reaches a share of all weights, those who abstain left out.

    Everybody weighs 1 unless the assignment says otherwise, so that the share is one of heads. Nobody's vote at all
    rejects.
    """

    abstains: ClassVar[bool] = True
    kind: Literal["vote"]
    ratio: Annotated[Decimal, Field(gt=0, le=1)] = Decimal("0.5")
    """The share that approves, above 0 and up to 1."""
    early: bool = True
    """Whether it is decided as soon as the votes that are missing cannot change it."""

    def verdict(self, seats: Sequence[Seat]) -> Verdict | None:
        weights = {state: Decimal(0) for state in ("open", "approved", "rejected", "abstained")}
        for seat in seats:
            weights[seat.state] += seat.weight
        voting = weights["open"] + weights["approved"] + weights["rejected"]
        is_open = any(seat.state == "open" for seat in seats)
        if is_open and not self.early:
            return None
        needed = self.ratio * voting
        if weights["approved"] >= needed and weights["approved"] > 0:
            return "approved"
        if weights["approved"] + weights["open"] < needed or not is_open:
            return "rejected"
        return None
