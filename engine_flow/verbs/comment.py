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
        return None if self.involved(turn) else codes.NOT_INVOLVED.report()

    def apply(self, turn: Turn) -> bool:
        if self.mentions:
            turn.tell("comment", list(self.mentions))
        return True
