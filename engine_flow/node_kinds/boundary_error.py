"""An activity fails."""

from typing import Literal

from engine_flow.boundary import BoundaryNode


class BoundaryError(BoundaryNode):
    """Leads away from an activity that fails; it always stops it."""

    kind: Literal["boundary_error"]
    error: str | None = None
    """Only this error; every one without it."""
    interrupting: Literal[True] = True

    def catches(self, error: str) -> bool:
        return self.error is None or self.error == error
