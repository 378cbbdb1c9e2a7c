"""Reassign a task (重新指派)."""

from typing import ClassVar, Literal

from engine_flow import codes
from engine_flow.turn import UNFINISHED, Turn
from engine_flow.verb import AdminVerb, Opinion, passed_on
from lowcode.kernel.diagnostics import Diagnostic


class Reassign(AdminVerb):
    """Gives somebody's unfinished task to another person."""

    at_rest: ClassVar[bool] = True
    kind: Literal["reassign"]
    task: str
    """The task."""
    to: str
    """To whom."""
    opinion: Opinion | None = None
    """Why."""

    @property
    def which(self) -> str | None:
        return self.task

    def wrong(self, turn: Turn) -> Diagnostic | None:
        task = turn.tasks.get(self.task)
        if task is None:
            return codes.NO_TASK.report(task=self.task)
        if task.kind == "copy":
            return codes.WRONG_KIND.report(verb=self.kind)
        if task.state not in UNFINISHED:
            return codes.TASK_NOT_OPEN.report(state=codes.TASK_STATES[task.state])
        return None if turn.answers.active(self.to) else codes.NOT_ACTIVE.report(person=self.to)

    def apply(self, turn: Turn) -> bool:
        passed_on(turn, turn.tasks[self.task], self.to)
        return True
