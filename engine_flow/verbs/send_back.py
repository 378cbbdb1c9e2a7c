"""Send back to an earlier node or to the initiator (退回)."""

from typing import ClassVar, Literal

from msgspec.structs import replace

from engine_flow import codes
from engine_flow.returning import go_back, people_before, targets
from engine_flow.turn import Turn
from engine_flow.verb import Opinion, TaskVerb, token_of
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Name


class SendBack(TaskVerb):
    """Sends the flow back to a node that it has passed, to be worked again from there or to come straight back."""

    delegates: ClassVar[bool] = False
    kind: Literal["send_back"]
    to: Name | None = None
    """The node; the nearest earlier one where people were asked without it."""
    to_initiator: bool = False
    """Whether it goes to the initiator instead."""
    then: Literal["again", "straight"] = "again"
    """Whether everything from there is worked again, or it comes straight back here."""
    opinion: Opinion | None = None
    """Why."""

    def _visit(self, turn: Turn) -> int | None:
        """Return the visit that it goes back to."""
        token = token_of(turn, self.own(turn))
        if token is None:
            return None
        straight = self.then == "straight"
        if self.to_initiator or self.to is None:
            return people_before(turn, token, only_start=self.to_initiator, straight=straight)
        return targets(turn, token, straight=straight).get(self.to)

    def wrong(self, turn: Turn) -> Diagnostic | None:
        if self._visit(turn) is not None:
            return None
        token = token_of(turn, self.own(turn))
        known = ", ".join(targets(turn, token, straight=self.then == "straight")) if token is not None else ""
        return codes.NO_EARLIER.report(node=self.to or "-", known=known or "-")

    def apply(self, turn: Turn) -> bool:
        task, visit = self.own(turn), self._visit(turn)
        token = turn.tokens[task.token]
        if visit is None:
            return False
        turn.put_task(
            replace(
                task, state="done", outcome="returned", opinion=self.opinion, draft=None, closed=turn.at, by=self.actor
            )
        )
        go_back(turn, token, visit, straight=self.then == "straight")
        return True
