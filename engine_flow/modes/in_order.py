"""Everybody has to approve, one after the other (依次)."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from engine_flow.mode import Mode, Seat, Verdict


class InOrderMode(Mode):
    """Everybody has to approve, each asked when the one before has approved; the first rejection rejects."""

    one_by_one: ClassVar[bool] = True
    kind: Literal["in_order"]

    def verdict(self, seats: Sequence[Seat]) -> Verdict | None:
        if any(seat.state == "rejected" for seat in seats):
            return "rejected"
        return "approved" if all(seat.state == "approved" for seat in seats) else None
