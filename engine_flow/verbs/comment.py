"""Comment (评论)."""

from typing import ClassVar, Literal

from engine_flow import codes
from engine_flow.turn import Turn
from engine_flow.verb import Opinion, Verb
from lowcode.kernel.diagnostics import Diagnostic


class Comment(Verb):
    """Says something about the instance, for everybody who takes part; also after its end."""

    after_end: ClassVar[bool] = True
    at_rest: ClassVar[bool] = True
    kind: Literal["comment"]
    opinion: Opinion
    """What."""
    mentions: tuple[str, ...] = ()
    """Who is told of it."""

    def refusal(self, turn: Turn) -> Diagnostic | None:
        if not self.involved(turn):
            return codes.NOT_INVOLVED.report()
        return None if self.opinion.strip() else codes.OPINION_NEEDED.report()

    def apply(self, turn: Turn) -> bool:
        if self.mentions:
            turn.tell("comment", list(self.mentions))
        return True
