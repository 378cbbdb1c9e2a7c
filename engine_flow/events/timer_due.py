"""A timer fires."""

from typing import Literal

from engine_flow.event import Event
from engine_flow.occurring import chosen_way
from engine_flow.turn import Turn


class TimerDue(Event):
    """A timer of the instance fires; one that has been stopped since does nothing."""

    kind: Literal["timer_due"]
    timer: str
    """The timer."""

    def apply(self, turn: Turn) -> bool:
        timer = turn.timers.pop(self.timer, None)
        token = turn.tokens.get(timer.token) if timer is not None else None
        if timer is None or token is None:
            return False
        node = turn.plan.nodes[timer.node]
        turn.guarded(chosen_way(turn, token, timer.node), lambda found: node.due(turn, found, timer))
        return True
