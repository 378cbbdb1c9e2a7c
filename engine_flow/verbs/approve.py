"""Approve (同意)."""

from typing import ClassVar, Literal

from engine_flow.instance import TaskKind
from engine_flow.turn import Turn
from engine_flow.verb import DecisionVerb


class Approve(DecisionVerb):
    """Approves a task."""

    kinds: ClassVar[tuple[TaskKind, ...]] = ("approval",)
    kind: Literal["approve"]

    def apply(self, turn: Turn) -> bool:
        self.decide(turn, "approved")
        return True
