"""Put a claimed task back into its pool (退领)."""

from typing import ClassVar, Literal

from msgspec.structs import replace

from engine_flow import codes
from engine_flow.turn import Turn
from engine_flow.verb import TaskVerb
from lowcode.kernel.diagnostics import Diagnostic


class Unclaim(TaskVerb):
    """Gives a claimed task back to its pool."""

    carries: ClassVar[bool] = True
    kind: Literal["unclaim"]

    def wrong(self, turn: Turn) -> Diagnostic | None:
        return None if self.own(turn).candidates else codes.NOT_FROM_POOL.report()

    def apply(self, turn: Turn) -> bool:
        task = turn.put_task(replace(self.own(turn), person=None, principal=None, draft=None, read=None))
        turn.notify(task, "task")
        return True
