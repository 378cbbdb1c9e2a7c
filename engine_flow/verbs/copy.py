"""Give copies (抄送)."""

from typing import Literal

from engine_flow import codes
from engine_flow.instance import Task
from engine_flow.notice import give_notice
from engine_flow.turn import Turn
from engine_flow.verb import People, TaskVerb
from lowcode.kernel.diagnostics import Diagnostic


class Copy(TaskVerb):
    """Gives people copies to take note of."""

    kind: Literal["copy"]
    people: People
    """Who."""

    def closed(self, task: Task) -> Diagnostic | None:
        return (
            None
            if task.state in {"open", "held", "done"}
            else codes.TASK_NOT_OPEN.report(state=codes.TASK_STATES[task.state])
        )

    def wrong(self, turn: Turn) -> Diagnostic | None:
        return self.unsuitable(turn, self.people)

    def apply(self, turn: Turn) -> bool:
        task = self.own(turn)
        give_notice(turn, task.node, turn.whereabouts(task), self.people, task.id)
        return True
