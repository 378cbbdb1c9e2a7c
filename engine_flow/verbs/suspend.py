"""Suspend an instance (挂起)."""

from typing import Literal

from engine_flow.turn import UNFINISHED, Turn
from engine_flow.verb import AdminVerb, Opinion


def told(turn: Turn, actor: str) -> list[str]:
    """Return who is told that an instance rests or goes on: whose turn it is, and the initiator, but not the actor."""
    asked = [task for task in turn.tasks.values() if task.state == "open" and task.kind != "copy"]
    people = [person for task in asked for person in ([task.person] if task.person else task.candidates)]
    return [person for person in dict.fromkeys([*people, turn.initiator or actor]) if person != actor]


def renew_limits(turn: Turn) -> None:
    """Show the time limits of unfinished tasks as they are now."""
    for task in list(turn.tasks.values()):
        if task.state in UNFINISHED:
            turn.put_task(task)


class Suspend(AdminVerb):
    """Lets the instance rest until it is resumed: nobody can work it, timers stand still, what comes waits."""

    kind: Literal["suspend"]
    opinion: Opinion | None = None
    """Why."""

    def apply(self, turn: Turn) -> bool:
        turn.status, turn.suspended = "suspended", turn.at
        turn.paused, turn.timers = turn.timers, {}
        renew_limits(turn)
        turn.tell("suspended", told(turn, self.actor))
        return True
