"""Give a delegated task back (委派办结)."""

from typing import ClassVar, Literal

from msgspec.structs import replace

from engine_flow import codes
from engine_flow.rounds import settle
from engine_flow.turn import Turn
from engine_flow.verb import Opinion, TaskVerb, opinion_of
from lowcode.kernel.diagnostics import Diagnostic


class Resolve(TaskVerb):
    """Ends a delegate's work: the task goes back to whoever delegated it, with the delegate's opinion."""

    carries: ClassVar[bool] = True
    kind: Literal["resolve"]
    opinion: Opinion | None = None
    """What the delegate advises."""

    def wrong(self, turn: Turn) -> Diagnostic | None:
        return None if self.own(turn).relation == "delegate" else codes.WRONG_KIND.report(verb=self.kind)

    def apply(self, turn: Turn) -> bool:
        task = self.own(turn)
        opinion = opinion_of(task, self.opinion)
        turn.put_task(replace(task, state="done", outcome="advised", opinion=opinion, closed=turn.at, by=self.actor))
        settle(turn, task.token)
        return True
