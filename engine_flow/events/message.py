"""A message comes."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from engine_flow.event import Event, TypedJson, read_values
from engine_flow.occurring import chosen_way
from engine_flow.turn import Turn


class MessageEvent(Event):
    """A message comes; the first that waits for it takes it, and without one it does nothing."""

    kind: Literal["message"]
    message: str
    """Its name."""
    key: str | None = None
    """What it speaks of."""
    values: Mapping[str, TypedJson] = Field(default_factory=dict)
    """What it says: values of variables, of which only the flow's own are taken."""

    def apply(self, turn: Turn) -> bool:
        for wait in turn.waits.values():
            token = turn.tokens.get(wait.token)
            if wait.message == self.message and wait.key in {None, self.key} and token is not None:
                break
        else:
            return False
        for name, value in read_values(self.values).items():
            if name in turn.plan.variables:
                turn.set(name, value)
        node = turn.plan.nodes[wait.node]
        turn.guarded(chosen_way(turn, token, wait.node), lambda found: node.received(turn, found, wait))
        return True
