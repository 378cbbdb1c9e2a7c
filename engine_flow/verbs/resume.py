"""Resume a suspended instance (恢复)."""

from datetime import timedelta
from typing import ClassVar, Literal

from msgspec.structs import replace

from engine_flow import codes
from engine_flow.turn import Turn
from engine_flow.verb import AdminVerb, Opinion
from engine_flow.verbs.suspend import renew_limits, told
from lowcode.kernel.diagnostics import Diagnostic


class Resume(AdminVerb):
    """Lets a suspended instance go on where it was.

    The time limits of people are longer by the time that it rested; other timers that are over by now fire at once.
    What came meanwhile happens in the order in which it came.
    """

    at_rest: ClassVar[bool] = True
    kind: Literal["resume"]
    opinion: Opinion | None = None
    """Why."""

    def wrong(self, turn: Turn) -> Diagnostic | None:
        return codes.NOT_SUSPENDED.report() if turn.suspended is None else None

    def apply(self, turn: Turn) -> bool:
        assert turn.suspended is not None
        # Clocks of two hosts differ a little: nobody gets less time than they had.
        rested = max(turn.at - turn.suspended, timedelta(0))
        paused, turn.paused = turn.paused, {}
        turn.status, turn.suspended = "running", None
        for timer in paused.values():
            due = timer.due if timer.limit is None else timer.due + rested
            # A new name: what was going to fire under the old one finds nothing.
            again = replace(timer, id=turn.next_id("m"), due=due)
            turn.timers[again.id] = again
        renew_limits(turn)
        turn.tell("resumed", told(turn, self.actor))
        return True
