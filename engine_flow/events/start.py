"""An instance begins."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from engine_flow import codes
from engine_flow.entries import wrong_choice
from engine_flow.event import Event, TypedJson, read_values
from engine_flow.node_kinds.webhook_start import WebhookStart
from engine_flow.turn import Turn
from engine_rules import typed_json
from engine_rules.values import Value
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
    body: TypedJson | None = None
    """What another system sent, for a webhook."""
    next: Mapping[Name, tuple[str, ...]] = Field(default_factory=dict)
    """Whom the initiator chooses for later nodes."""

    @property
    def who(self) -> str | None:
        return self.actor

    def refusal(self, turn: Turn) -> Diagnostic | None:
        if turn.status != "new":
            return codes.ALREADY_STARTED.report()
        starts = {node.name: node for node in turn.plan.starts}
        start = starts.get(self.node) if self.node is not None else None
        if self.node is None and len(starts) == 1:
            start = turn.plan.starts[0]
        if start is None:
            return codes.NO_START.report(node=self.node or "-", known=", ".join(starts) or "-")
        for name in self.variables:
            if name not in turn.plan.variables:
                return codes.UNKNOWN_VARIABLE.report(name=name)
        wrong = wrong_choice(turn, self.next)
        if wrong is not None:
            return wrong
        when = getattr(start, "when", None)
        more = self._body() if isinstance(start, WebhookStart) else None
        return None if when is None or turn.holds(when, None, more) else codes.NOT_NOW.report(condition=when)

    def _body(self) -> dict[str, Value]:
        """Return what another system sent, by the name that expressions know it by."""
        return {"body": None if self.body is None else typed_json.read(self.body)}

    def apply(self, turn: Turn) -> bool:
        given = read_values(self.variables)
        turn.status, turn.started = "running", turn.at
        for name in turn.plan.variables:
            initial = turn.plan.initial.get(name)
            turn.set(name, given[name] if name in given else turn.value(initial) if initial else None)
        turn.chosen.update(self.next)
        node = turn.plan.nodes[self.node or turn.plan.starts[0].name]
        if isinstance(node, WebhookStart):
            for name, formula in node.variables.items():
                turn.set(name, turn.value(formula, None, self._body()))
        token = turn.spawn(node.name, ())
        turn.moving.clear()
        turn.leave(token)
        return True
