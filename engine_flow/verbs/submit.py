"""Submit (提交)."""

from typing import ClassVar, Literal

from engine_flow import codes
from engine_flow.instance import TaskKind
from engine_flow.turn import Turn
from engine_flow.verb import DecisionVerb
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Name


class Submit(DecisionVerb):
    """Hands in the work of a task."""

    kinds: ClassVar[tuple[TaskKind, ...]] = ("work",)
    kind: Literal["submit"]
    outcome: Name | None = None
    """Which of the node's outcomes; `submitted` where it has none."""

    def wrong(self, turn: Turn) -> Diagnostic | None:
        known = [each.name for each in getattr(turn.plan.nodes[self.own(turn).node], "outcomes", ())]
        if (self.outcome is not None or known) and self.outcome not in known:
            return codes.UNKNOWN_OUTCOME.report(outcome=self.outcome or "-", known=", ".join(known) or "-")
        return super().wrong(turn)

    def apply(self, turn: Turn) -> bool:
        self.decide(turn, self.outcome or "submitted")
        return True
