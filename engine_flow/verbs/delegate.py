"""Delegate (委派)."""

from typing import ClassVar, Literal

from msgspec.structs import replace

from engine_flow import codes
from engine_flow.instance import Task
from engine_flow.rounds import stand_in
from engine_flow.turn import Turn
from engine_flow.verb import Opinion, TaskVerb, asked_in_round
from lowcode.kernel.diagnostics import Diagnostic


class Delegate(TaskVerb):
    """Lets another person prepare a task, which then comes back for the decision."""

    delegates: ClassVar[bool] = False
    kind: Literal["delegate"]
    to: str
    """To whom."""
    opinion: Opinion | None = None
    """What is wanted."""

    def wrong(self, turn: Turn) -> Diagnostic | None:
        if asked_in_round(turn, self.own(turn), self.to) and self.to != self.actor:
            return codes.ALREADY_ASKED.report(person=self.to)
        return self.unsuitable(turn, (self.to,))

    def apply(self, turn: Turn) -> bool:
        task = turn.put_task(replace(self.own(turn), state="held"))
        person, principal = stand_in(turn, task.node, self.to)
        made = Task(
            turn.next_id("k"), task.node, task.token, task.visit, task.kind, "open", turn.at, person, (), principal,
            task.seat, "delegate", task.id,
        )  # fmt: skip
        turn.notify(turn.put_task(made), "task")
        return True
