"""Answer a question (回复)."""

from typing import ClassVar, Literal

from msgspec.structs import replace

from engine_flow import codes
from engine_flow.instance import TaskKind
from engine_flow.turn import Turn
from engine_flow.verb import Opinion, TaskVerb
from lowcode.kernel.diagnostics import Diagnostic


class Answer(TaskVerb):
    """Answers a question about a task."""

    carries: ClassVar[bool] = True
    kinds: ClassVar[tuple[TaskKind, ...]] = ("question",)
    kind: Literal["answer"]
    opinion: Opinion
    """The answer."""

    def wrong(self, turn: Turn) -> Diagnostic | None:
        del turn
        return None if self.opinion.strip() else codes.OPINION_NEEDED.report()

    def apply(self, turn: Turn) -> bool:
        task = turn.put_task(
            replace(self.own(turn), state="done", outcome="answered", draft=self.opinion, closed=turn.at, by=self.actor)
        )
        asker = turn.tasks.get(task.parent or "")
        if asker is not None and asker.person is not None:
            turn.notify(task, "answered", [asker.person])
        return True
