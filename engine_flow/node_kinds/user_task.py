"""Somebody works on a form."""

from typing import ClassVar, Literal

from engine_flow.instance import TaskKind, Timer, Token
from engine_flow.limits import reached
from engine_flow.people_node import PeopleNode
from engine_flow.rounds import open_round
from engine_flow.turn import Turn
from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec


class Choice(Spec):
    """A way to submit a task."""

    name: Name
    """The outcome, which conditions compare: `outcome = "late"`."""
    label: Label
    """The button's text."""


class UserTask(PeopleNode):
    """People fill in what the flow needs."""

    asks: ClassVar[TaskKind] = "work"
    kind: Literal["user_task"]
    outcomes: tuple[Choice, ...] = ()
    """Ways to submit; only `submitted` without them."""

    def enter(self, turn: Turn, token: Token) -> None:
        open_round(turn, self, token)

    def due(self, turn: Turn, token: Token, timer: Timer) -> None:
        reached(turn, self, token, timer)
