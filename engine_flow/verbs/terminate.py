"""Terminate (终止)."""

from typing import Literal

from engine_flow.turn import Turn
from engine_flow.verb import AdminVerb, Opinion


class Terminate(AdminVerb):
    """Ends the instance."""

    kind: Literal["terminate"]
    opinion: Opinion | None = None
    """Why."""

    def apply(self, turn: Turn) -> bool:
        turn.finish("terminated")
        return True
