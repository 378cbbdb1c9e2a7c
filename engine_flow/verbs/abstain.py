"""Abstain (弃权)."""

from typing import ClassVar, Literal

from engine_flow import codes
from engine_flow.instance import TaskKind
from engine_flow.rounds import mode_of
from engine_flow.turn import Turn
from engine_flow.verb import DecisionVerb
from lowcode.kernel.diagnostics import Diagnostic


class Abstain(DecisionVerb):
    """Abstains from a vote; the seat's weight is left out of it."""

    kinds: ClassVar[tuple[TaskKind, ...]] = ("approval",)
    kind: Literal["abstain"]

    def wrong(self, turn: Turn) -> Diagnostic | None:
        task = self.own(turn)
        if not mode_of(turn, task.node).abstains or task.relation not in {"seat", "beside"}:
            return codes.WRONG_KIND.report(verb=self.kind)
        return super().wrong(turn)

    def apply(self, turn: Turn) -> bool:
        self.decide(turn, "abstained")
        return True
