"""Look at a task or a copy (已阅)."""

from typing import ClassVar, Literal

from msgspec.structs import replace

from engine_flow.instance import Task, TaskKind
from engine_flow.turn import Turn
from engine_flow.verb import TaskVerb
from lowcode.kernel.diagnostics import Diagnostic


class Read(TaskVerb):
    """Notes that the person has looked; a copy is done with that, also after the end of the instance."""

    after_end: ClassVar[bool] = True
    carries: ClassVar[bool] = True
    kinds: ClassVar[tuple[TaskKind, ...]] = ("approval", "work", "copy", "question")
    at_rest: ClassVar[bool] = True
    kind: Literal["read"]

    def closed(self, task: Task) -> Diagnostic | None:
        del task
        return None

    def apply(self, turn: Turn) -> bool:
        task = self.own(turn)
        if task.read is not None:
            return False
        task = replace(task, read=turn.at)
        if task.kind == "copy" and task.state == "open":
            task = replace(task, state="done", outcome="read", closed=turn.at, by=self.actor)
        turn.put_task(task)
        return True
