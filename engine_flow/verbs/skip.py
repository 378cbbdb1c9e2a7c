"""Skip an incident (跳过)."""

from typing import Literal

from engine_flow import codes
from engine_flow.rounds import go_on
from engine_flow.turn import Turn
from engine_flow.verb import AdminVerb, Opinion
from lowcode.kernel.diagnostics import Diagnostic


class Skip(AdminVerb):
    """Lets a token go on without what has failed."""

    kind: Literal["skip"]
    incident: str
    """The incident."""
    opinion: Opinion | None = None
    """Why."""

    def wrong(self, turn: Turn) -> Diagnostic | None:
        return None if self.incident in turn.incidents else codes.NO_INCIDENT.report(incident=self.incident)

    def apply(self, turn: Turn) -> bool:
        go_on(turn, turn.tokens[turn.incidents[self.incident].token])
        return True
