"""`Mode`: the base of the ways in which several people decide together, and the seats they decide from."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from lowcode.kernel.spec import Spec

Verdict = Literal["approved", "rejected"]
"""What a round comes to."""
SeatState = Literal["open", "approved", "rejected", "abstained"]
"""What has become of a vote."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A vote of a round."""

    state: SeatState
    """What has become of it."""
    weight: Decimal = Decimal(1)
    """How much it counts."""


class Mode(Spec):
    """How several people decide together."""

    one_by_one: ClassVar[bool] = False
    """Whether the next person is asked when the one before has approved."""
    abstains: ClassVar[bool] = False
    """Whether people may abstain."""

    def verdict(self, seats: Sequence[Seat]) -> Verdict | None:
        """Return what the seats come to, None while that is open."""
        raise NotImplementedError
