"""Urge (催办)."""

from datetime import timedelta
from typing import Literal

from msgspec.structs import replace

from engine_flow import codes
from engine_flow.instance import Task
from engine_flow.turn import Turn
from engine_flow.verb import Opinion, Verb
from lowcode.kernel.diagnostics import Diagnostic


class Urge(Verb):
    """Reminds the people whose turn it is, within the limits of the flow."""

    kind: Literal["urge"]
    task: str | None = None
    """Only the person of this task; everybody whose turn it is without it."""
    opinion: Opinion | None = None
    """What to tell them."""

    @property
    def which(self) -> str | None:
        return self.task

    def _tasks(self, turn: Turn) -> list[Task]:
        """Return the tasks that are urged: nobody reminds themselves."""
        open_tasks = [task for task in turn.tasks.values() if task.state == "open" and task.kind != "copy"]
        others = [task for task in open_tasks if task.person != self.actor]
        return [task for task in others if self.task in {None, task.id}]

    def refusal(self, turn: Turn) -> Diagnostic | None:
        if not self.involved(turn):
            return codes.NOT_INVOLVED.report()
        found = [self._limit(turn, task) for task in self._tasks(turn)]
        if not found:
            return codes.NOBODY_TO_URGE.report()
        return found[0] if all(found) else None

    def _limit(self, turn: Turn, task: Task) -> Diagnostic | None:
        """Return why a task may not be urged now."""
        urging = turn.plan.policies.urging
        if task.urged >= urging.most:
            return codes.TOO_OFTEN.report(most=urging.most)
        soon = task.urged_at is not None and turn.at < task.urged_at + timedelta(minutes=urging.minutes)
        return codes.TOO_SOON.report(minutes=urging.minutes) if soon else None

    def apply(self, turn: Turn) -> bool:
        for task in self._tasks(turn):
            if self._limit(turn, task) is None:
                turn.notify(turn.put_task(replace(task, urged=task.urged + 1, urged_at=turn.at)), "urged")
        return True
