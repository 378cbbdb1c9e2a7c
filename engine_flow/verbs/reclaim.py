"""Get a delegated task back before the delegate is done (收回委派)."""

from typing import ClassVar, Literal

from engine_flow import codes
from engine_flow.instance import Task
from engine_flow.rounds import settle
from engine_flow.turn import UNFINISHED, Turn
from engine_flow.verb import TaskVerb
from lowcode.kernel.diagnostics import Diagnostic


class Reclaim(TaskVerb):
    """Takes a task back from the delegate."""

    carries: ClassVar[bool] = True
    delegates: ClassVar[bool] = False
    kind: Literal["reclaim"]

    def closed(self, task: Task) -> Diagnostic | None:
        return None if task.state == "held" else codes.NOT_DELEGATED.report()

    def wrong(self, turn: Turn) -> Diagnostic | None:
        return None if self._delegates(turn) else codes.NOT_DELEGATED.report()

    def _delegates(self, turn: Turn) -> list[Task]:
        """Return the unfinished tasks of delegates."""
        return [
            each
            for each in turn.tasks.values()
            if each.parent == self.task and each.relation == "delegate" and each.state in UNFINISHED
        ]

    def apply(self, turn: Turn) -> bool:
        for task in self._delegates(turn):
            turn.cancel_task(task, "reclaimed")
        settle(turn, self.own(turn).token)
        return True
