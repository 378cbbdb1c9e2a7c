"""An instance begins."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from engine_flow import codes
from engine_flow.event import Event, TypedJson, read_values
from engine_flow.turn import Turn
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Name


class StartEvent(Event):
    """Something begins an instance at one of the flow's starts."""

    kind: Literal["start"]
    actor: str | None = None
    """Who began it, if a person did."""
    node: Name | None = None
    """The start; the only one without it."""
    variables: Mapping[Name, TypedJson] = Field(default_factory=dict)
    """Values of variables."""
    next: Mapping[Name, tuple[str, ...]] = Field(default_factory=dict)
    """Whom the initiator chooses for later nodes."""

    @property
    def who(self) -> str | None:
        return self.actor

    def refusal(self, turn: Turn) -> Diagnostic | None:
        if turn.status != "new":
            return codes.ALREADY_STARTED.report()
        starts = [node.name for node in turn.plan.starts]
        if self.node is None and len(starts) == 1:
            return None
        if self.node not in starts:
            return codes.NO_START.report(node=self.node, known=", ".join(starts))
        return None

    def apply(self, turn: Turn) -> bool:
        given = read_values(self.variables)
        turn.status, turn.started = "running", turn.at
        for name in turn.plan.variables:
            initial = turn.plan.initial.get(name)
            turn.set(name, given[name] if name in given else turn.value(initial) if initial else None)
        turn.chosen.update(self.next)
        node = self.node or turn.plan.starts[0].name
        token = turn.spawn(node, ())
        turn.moving.clear()
        turn.leave(token)
        return True
