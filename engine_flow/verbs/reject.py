"""Reject (拒绝)."""

from typing import ClassVar, Literal

from engine_flow.instance import TaskKind
from engine_flow.turn import Turn
from engine_flow.verb import DecisionVerb


class Reject(DecisionVerb):
    """Rejects a task."""

    kinds: ClassVar[tuple[TaskKind, ...]] = ("approval",)
    kind: Literal["reject"]

    def apply(self, turn: Turn) -> bool:
        self.decide(turn, "rejected")
        return True
