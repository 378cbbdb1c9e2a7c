"""What the flow wanted done is done."""

from typing import Literal

from engine_flow.asking import asker
from engine_flow.event import Event, TypedJson
from engine_flow.turn import Turn
from engine_rules import typed_json


class EffectDone(Event):
    """An effect has been carried out; the second answer to one does nothing."""

    kind: Literal["effect_done"]
    key: str
    """The effect's key."""
    result: TypedJson | None = None
    """What came of it."""

    def apply(self, turn: Turn) -> bool:
        token = asker(turn, self.key)
        if token is None:
            return False
        name = getattr(turn.plan.nodes[token.node], "result", None)
        if name is not None:
            turn.set(name, None if self.result is None else typed_json.read(self.result))
        turn.leave(token)
        return True
