"""Everybody has to approve (会签)."""

from collections.abc import Sequence
from typing import Literal

from engine_flow.mode import Mode, Seat, Verdict


class AllMode(Mode):
    """Everybody has to approve; the first rejection rejects."""

    kind: Literal["all"]

    def verdict(self, seats: Sequence[Seat]) -> Verdict | None:
        if any(seat.state == "rejected" for seat in seats):
            return "rejected"
        return "approved" if all(seat.state == "approved" for seat in seats) else None
