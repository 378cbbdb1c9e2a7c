"""Ask somebody a question (沟通)."""

from typing import Literal

from engine_flow import codes
from engine_flow.instance import Task
from engine_flow.turn import Turn
from engine_flow.verb import Opinion, People, TaskVerb
from lowcode.kernel.diagnostics import Diagnostic


class Ask(TaskVerb):
    """Asks people about a task, which stays open meanwhile; their answers decide nothing."""

    kind: Literal["ask"]
    people: People
    """Whom."""
    opinion: Opinion
    """The question."""

    def wrong(self, turn: Turn) -> Diagnostic | None:
        if not self.opinion.strip():
            return codes.OPINION_NEEDED.report()
        return self.unsuitable(turn, self.people)

    def apply(self, turn: Turn) -> bool:
        task = self.own(turn)
        for person in dict.fromkeys(self.people):
            question = Task(
                turn.next_id("k"), task.node, task.token, task.visit, "question", "open", turn.at, person,
                parent=task.id, draft=None, opinion=self.opinion,
            )  # fmt: skip
            turn.notify(turn.put_task(question), "question")
        return True
