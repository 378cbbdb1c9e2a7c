"""Transfer (转办)."""

from typing import ClassVar, Literal

from engine_flow import codes
from engine_flow.instance import TaskKind
from engine_flow.rounds import is_barred
from engine_flow.turn import Turn
from engine_flow.verb import Opinion, TaskVerb, asked_in_round, passed_on
from lowcode.kernel.diagnostics import Diagnostic


class Transfer(TaskVerb):
    """Hands a task over for good: the other person decides, with the same seat and weight."""

    kinds: ClassVar[tuple[TaskKind, ...]] = ("approval", "work", "question")
    kind: Literal["transfer"]
    to: str
    """To whom."""
    opinion: Opinion | None = None
    """Why."""

    def wrong(self, turn: Turn) -> Diagnostic | None:
        if asked_in_round(turn, self.own(turn), self.to) and self.to != self.actor:
            return codes.ALREADY_ASKED.report(person=self.to)
        if self.own(turn).kind == "approval" and is_barred(turn, self.own(turn).node, self.to):
            return codes.INITIATOR_BARRED.report(person=self.to)
        return self.unsuitable(turn, (self.to,))

    def apply(self, turn: Turn) -> bool:
        passed_on(turn, self.own(turn), self.to)
        return True
