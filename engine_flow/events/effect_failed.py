"""What the flow wanted done has failed for good."""

from typing import Literal

from engine_flow import codes
from engine_flow.asking import asker
from engine_flow.event import Event
from engine_flow.turn import Turn
from lowcode.kernel.names import Label


class EffectFailed(Event):
    """An effect cannot be carried out: an error boundary catches that, or it becomes an incident."""

    kind: Literal["effect_failed"]
    key: str
    """The effect's key."""
    error: str = "effect_failed"
    """What an error boundary compares."""
    cause: Label | str
    """What went wrong, for people."""

    def apply(self, turn: Turn) -> bool:
        token = asker(turn, self.key)
        if token is None:
            return False
        turn.fail(token, self.error, codes.EFFECT_FAILED.report(cause=self.cause))
        return True
