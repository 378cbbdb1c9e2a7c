"""Withdraw (撤回)."""

from typing import Literal

from engine_flow import codes
from engine_flow.turn import Turn, decides
from engine_flow.verb import Opinion, Verb
from lowcode.kernel.diagnostics import Diagnostic


class Withdraw(Verb):
    """Ends the instance because its initiator does not want it any more."""

    kind: Literal["withdraw"]
    opinion: Opinion | None = None
    """Why."""

    def refusal(self, turn: Turn) -> Diagnostic | None:
        if self.actor != turn.initiator:
            return codes.NOT_INITIATOR.report(person=turn.initiator or "-")
        policy = turn.plan.policies.withdrawal
        if policy == "never":
            return codes.NO_WITHDRAWAL.report()
        return codes.DECIDED_ALREADY.report() if policy == "undecided" and self._decided(turn) else None

    def _decided(self, turn: Turn) -> bool:
        """Return whether a decision stands: one that was undone by sending back does not, nor advice of a delegate."""
        stands: set[int] = set()
        for token in turn.tokens.values():
            for visit in (token.visit, *token.back):
                stands.update(turn.ancestors(visit))
        return any(
            task.kind == "approval" and task.by is not None and decides(task) and task.outcome != "returned"
            and (task.visit in stands or task.token not in turn.tokens)
            for task in turn.tasks.values()
        )  # fmt: skip

    def apply(self, turn: Turn) -> bool:
        turn.finish("withdrawn")
        return True
