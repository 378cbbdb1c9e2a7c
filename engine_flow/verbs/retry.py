"""Retry an incident (重试)."""

from typing import Literal

from msgspec.structs import replace

from engine_flow import codes
from engine_flow.turn import Turn
from engine_flow.verb import AdminVerb
from lowcode.kernel.diagnostics import Diagnostic


class Retry(AdminVerb):
    """Lets a token enter its node again, or leave it again when only that has failed."""

    kind: Literal["retry"]
    incident: str
    """The incident."""

    def wrong(self, turn: Turn) -> Diagnostic | None:
        return None if self.incident in turn.incidents else codes.NO_INCIDENT.report(incident=self.incident)

    def apply(self, turn: Turn) -> bool:
        incident = turn.incidents[self.incident]
        token = turn.tokens[incident.token]
        turn.release(token)
        if incident.code == codes.NO_WAY_ON.code and turn.plan.nodes[token.node].role != "gateway":
            turn.leave(token)
        else:
            turn.tokens[token.id] = replace(token, waits="")
            turn.moving.append(token.id)
        return True
