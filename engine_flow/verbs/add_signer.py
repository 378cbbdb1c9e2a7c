"""Add signers before, after or beside (加签)."""

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from msgspec.structs import replace
from pydantic import Field

from engine_flow import codes
from engine_flow.instance import Task, TaskKind, TaskState
from engine_flow.rounds import is_barred, mode_of, settle, stand_in
from engine_flow.turn import Turn
from engine_flow.verb import Opinion, People, TaskVerb, asked_in_round
from lowcode.kernel.diagnostics import Diagnostic


class AddSigner(TaskVerb):
    """Adds signers to the round of a task.

    Before: they decide first, and the task waits for them. After: they decide when the task has been approved. Both
    share the seat of the task. Beside: each gets a seat of their own.
    """

    kinds: ClassVar[tuple[TaskKind, ...]] = ("approval",)
    delegates: ClassVar[bool] = False
    kind: Literal["add_signer"]
    where: Literal["before", "after", "beside"]
    """Where they come in."""
    people: People
    """Who."""
    weight: Annotated[Decimal, Field(gt=0)] = Decimal(1)
    """How much each counts in a vote, beside."""
    opinion: Opinion | None = None
    """Why."""

    def wrong(self, turn: Turn) -> Diagnostic | None:
        for person in self.people:
            if asked_in_round(turn, self.own(turn), person):
                return codes.ALREADY_ASKED.report(person=person)
            if is_barred(turn, self.own(turn).node, person):
                return codes.INITIATOR_BARRED.report(person=person)
        return self.unsuitable(turn, self.people)

    def apply(self, turn: Turn) -> bool:
        task = self.own(turn)
        if self.where == "before":
            turn.put_task(replace(task, state="held"))
        one_by_one = mode_of(turn, task.node).one_by_one
        waits = self.where == "after" or (self.where == "beside" and one_by_one)
        for person in dict.fromkeys(self.people):
            added = turn.put_task(self._task(turn, task, person, "planned" if waits else "open"))
            if not waits:
                turn.notify(added, "task")
        settle(turn, task.token)
        return True

    def _task(self, turn: Turn, task: Task, person: str, state: TaskState) -> Task:
        """Return the task of a signer who is added."""
        identifier = turn.next_id("k")
        found, principal = stand_in(turn, task.node, person)
        beside = self.where == "beside"
        return Task(
            identifier, task.node, task.token, task.visit, task.kind, state, turn.at, found, (), principal,
            identifier if beside else task.seat, self.where, task.id, self.weight if beside else Decimal(1),
        )  # fmt: skip
