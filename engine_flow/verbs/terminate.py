"""Terminate (终止)."""

from typing import ClassVar, Literal

from engine_flow.turn import Turn
from engine_flow.verb import AdminVerb, Opinion


class Terminate(AdminVerb):
    """Ends the instance."""

    at_rest: ClassVar[bool] = True
    kind: Literal["terminate"]
    opinion: Opinion | None = None
    """Why."""

    def apply(self, turn: Turn) -> bool:
        turn.finish("terminated")
        return True
