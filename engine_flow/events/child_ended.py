"""A called flow has ended."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from engine_flow import codes
from engine_flow.event import Event, TypedJson, read_values
from engine_flow.instance import Status
from engine_flow.node_kinds.boundary_cancel import BoundaryCancel
from engine_flow.node_kinds.call_activity import CallActivity
from engine_flow.turn import Turn


class ChildEnded(Event):
    """A flow that a token has called has ended."""

    kind: Literal["child_ended"]
    token: str
    """The token that called."""
    visit: int
    """Its visit when it called."""
    position: int = 0
    """The row's position."""
    status: Status
    """How the run ended."""
    error: str | None = None
    """With which error."""
    values: Mapping[str, TypedJson] = Field(default_factory=dict)
    """Its variables at the end."""

    def apply(self, turn: Turn) -> bool:
        token = turn.tokens.get(self.token)
        if token is None or token.visit != self.visit or token.id not in turn.calls:
            return False
        node = turn.plan.nodes[token.node]
        if not isinstance(node, CallActivity) or self.position not in turn.calls[token.id].active:
            return False
        cancels = self.status in {"withdrawn", "terminated", "rejected"}
        boundaries = turn.plan.boundaries.get(token.node, ()) if cancels else ()
        boundary = next((each for each in boundaries if isinstance(each, BoundaryCancel)), None)
        if boundary is not None:
            turn.interrupt(token, boundary.name)
        elif self.status in {"completed", "rejected"}:
            values = read_values(self.values)
            turn.guarded(token, lambda found: node.ended(turn, found, self.position, values, self.status))
        else:
            report = codes.CALL_FAILED.report(status=self.status, cause=self.error or "-")
            turn.fail(token, self.error or "called_flow", report)
        return True
