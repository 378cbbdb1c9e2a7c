"""A called flow is withdrawn or terminated."""

from typing import Literal

from engine_flow.boundary import BoundaryNode


class BoundaryCancel(BoundaryNode):
    """Leads away from a call whose flow was withdrawn, rejected or terminated; it always stops it."""

    kind: Literal["boundary_cancel"]
    interrupting: Literal[True] = True
