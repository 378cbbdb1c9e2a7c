"""Remove an added signer (减签)."""

from typing import Literal

from engine_flow import codes
from engine_flow.rounds import settle
from engine_flow.turn import UNFINISHED, Turn
from engine_flow.verb import Verb
from lowcode.kernel.diagnostics import Diagnostic


class RemoveSigner(Verb):
    """Takes away a signer who was added and has not decided, with those whom that signer added."""

    kind: Literal["remove_signer"]
    task: str
    """The signer's task."""

    @property
    def which(self) -> str | None:
        return self.task

    def refusal(self, turn: Turn) -> Diagnostic | None:
        task = turn.tasks.get(self.task)
        if task is None:
            return codes.NO_TASK.report(task=self.task)
        adder = turn.tasks.get(task.parent) if task.parent is not None else None
        added = task.relation in {"before", "after", "beside"} and task.state in UNFINISHED
        if not added or adder is None:
            return codes.NOT_REMOVABLE.report()
        if self.actor in {adder.person, adder.principal, adder.by} or self.actor in turn.answers.administrators():
            return None
        return codes.NOT_REMOVABLE.report()

    def apply(self, turn: Turn) -> bool:
        removed = [self.task]
        for task in list(turn.tasks.values()):
            if task.id in removed or task.parent in removed:
                if task.state in UNFINISHED:
                    turn.cancel_task(task, "removed")
                removed.append(task.id)
        settle(turn, turn.tasks[self.task].token)
        return True
