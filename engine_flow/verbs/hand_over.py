"""Hand over all tasks of somebody who leaves (离职交接)."""

from typing import ClassVar, Literal

from msgspec.structs import replace

from engine_flow import codes
from engine_flow.instance import Task
from engine_flow.turn import UNFINISHED, Turn
from engine_flow.verb import AdminVerb, passed_on
from lowcode.kernel.diagnostics import Diagnostic


class HandOver(AdminVerb):
    """Gives everything that somebody still has to do in the instance to another person, also what is yet to come."""

    at_rest: ClassVar[bool] = True
    kind: Literal["hand_over"]
    person: str
    """Who leaves."""
    to: str
    """Who takes over."""

    def wrong(self, turn: Turn) -> Diagnostic | None:
        if self.person == self.to:
            return codes.NOT_TO_YOURSELF.report()
        return None if turn.answers.active(self.to) else codes.NOT_ACTIVE.report(person=self.to)

    def apply(self, turn: Turn) -> bool:
        changed = False
        for task in list(turn.tasks.values()):
            if task.state in UNFINISHED and task.kind != "copy":
                changed = self._hand(turn, task) or changed
        for node, people in list(turn.chosen.items()):
            if self.person in people:
                turn.chosen[node] = tuple(dict.fromkeys(self._other(each) for each in people))
                changed = True
        return changed

    def _other(self, person: str) -> str:
        """Return who takes the place of a person."""
        return self.to if person == self.person else person

    def _hand(self, turn: Turn, task: Task) -> bool:
        """Hand one task over; return whether it was the person's."""
        if self.person in task.candidates:
            candidates = tuple(dict.fromkeys(self._other(each) for each in task.candidates))
            task = turn.put_task(replace(task, candidates=candidates))
        elif self.person not in {task.person, task.principal}:
            return False
        if task.person == self.person:
            passed_on(turn, task, self.to)
        elif task.principal == self.person:
            turn.put_task(replace(task, principal=self.to))
        return True
