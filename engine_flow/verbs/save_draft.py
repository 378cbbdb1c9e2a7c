"""Save an opinion without deciding (暂存)."""

from typing import ClassVar, Literal

from msgspec.structs import replace

from engine_flow import codes
from engine_flow.instance import TaskKind
from engine_flow.turn import Turn
from engine_flow.verb import Opinion, TaskVerb
from lowcode.kernel.diagnostics import Diagnostic


class SaveDraft(TaskVerb):
    """Keeps an opinion until the person decides; an empty one takes back what was kept."""

    carries: ClassVar[bool] = True
    kinds: ClassVar[tuple[TaskKind, ...]] = ("approval", "work", "question")
    kind: Literal["save_draft"]
    opinion: Opinion
    """The opinion so far."""

    def wrong(self, turn: Turn) -> Diagnostic | None:
        empty = not self.opinion.strip()
        return codes.OPINION_NEEDED.report() if empty and self.own(turn).draft is None else None

    def apply(self, turn: Turn) -> bool:
        turn.put_task(replace(self.own(turn), draft=self.opinion if self.opinion.strip() else None))
        return True
