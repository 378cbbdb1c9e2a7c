"""Withdraw (撤回)."""

from typing import Literal

from engine_flow import codes
from engine_flow.turn import Turn
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
        decided = any(task.kind == "approval" and task.by is not None for task in turn.tasks.values())
        return codes.DECIDED_ALREADY.report() if decided and policy == "undecided" else None

    def apply(self, turn: Turn) -> bool:
        turn.finish("withdrawn")
        return True
