"""What a whole flow settles: withdrawal, urging and notices."""

from typing import Annotated, Literal

from pydantic import Field

from lowcode.kernel.names import Name
from lowcode.kernel.spec import Spec


class Urging(Spec):
    """How often people may be urged."""

    minutes: Annotated[int, Field(ge=0)] = 30
    """Minutes between two times."""
    most: Annotated[int, Field(ge=0)] = 5
    """How often in all for one task."""


class Policies(Spec):
    """What a whole flow settles."""

    withdrawal: Literal["never", "undecided", "always"] = "undecided"
    """Whether the initiator may withdraw: never, until the first decision, or as long as it is under way."""
    withdrawn_stage: Name | None = None
    """The state that its record goes back to when it is withdrawn or terminated; without one the record stays."""
    urging: Urging = Urging()
    """How often people may be urged."""
    notify: bool = True
    """Whether people are told of new tasks and of the end."""
