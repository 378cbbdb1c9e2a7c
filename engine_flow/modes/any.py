"""One of them decides (或签)."""

from collections.abc import Sequence
from typing import Literal

from engine_flow.mode import Mode, Seat, Verdict


class AnyMode(Mode):
    """The first approval approves."""

    kind: Literal["any"]
    rejects: Literal["first", "everybody"] = "first"
    """Whether the first rejection rejects, or only that of everybody."""

    def verdict(self, seats: Sequence[Seat]) -> Verdict | None:
        states = [seat.state for seat in seats]
        if "approved" in states:
            return "approved"
        if "rejected" in states and (self.rejects == "first" or "open" not in states):
            return "rejected"
        return None
