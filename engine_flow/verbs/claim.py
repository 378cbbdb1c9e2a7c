"""Claim a task of a pool (领取)."""

from typing import ClassVar, Literal

from msgspec.structs import replace

from engine_flow import codes
from engine_flow.instance import Task
from engine_flow.turn import Turn
from engine_flow.verb import TaskVerb
from lowcode.kernel.diagnostics import Diagnostic


class Claim(TaskVerb):
    """Makes a task of a pool one's own."""

    carries: ClassVar[bool] = True
    kind: Literal["claim"]

    def foreign(self, task: Task) -> Diagnostic | None:
        if not task.candidates:
            return codes.NOT_FROM_POOL.report()
        if task.person is not None:
            return codes.CLAIMED.report(person=task.person)
        return None if self.actor in task.candidates else codes.NOT_IN_POOL.report(people=", ".join(task.candidates))

    def apply(self, turn: Turn) -> bool:
        turn.put_task(replace(self.own(turn), person=self.actor))
        return True
