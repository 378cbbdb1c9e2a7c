"""Save an opinion without deciding (暂存)."""

from typing import ClassVar, Literal

from msgspec.structs import replace

from engine_flow.instance import TaskKind
from engine_flow.turn import Turn
from engine_flow.verb import Opinion, TaskVerb


class SaveDraft(TaskVerb):
    """Keeps an opinion until the person decides."""

    carries: ClassVar[bool] = True
    kinds: ClassVar[tuple[TaskKind, ...]] = ("approval", "work", "question")
    kind: Literal["save_draft"]
    opinion: Opinion
    """The opinion so far."""

    def apply(self, turn: Turn) -> bool:
        turn.put_task(replace(self.own(turn), draft=self.opinion))
        return True
