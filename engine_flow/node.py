"""`Node`: the base of all kinds of nodes, what they are and what a token does there."""

from typing import Any, ClassVar, Literal

from engine_flow.instance import Timer, Token, Wait
from engine_flow.kept import KeptXml
from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec

Role = Literal["start", "activity", "gateway", "catch", "throw", "boundary", "end"]
"""What a kind of node is in the words of BPMN."""


class Node(Spec):
    """One step of a flow.

    Its methods take the turn that is being worked (`engine_flow.turn.Turn`), which knows all nodes: its class can
    therefore not be named here.
    """

    role: ClassVar[Role] = "activity"
    """What it is: where edges may lead, and what checks expect of it."""
    rests: ClassVar[bool] = False
    """Whether a token stays here until something happens outside."""
    joins: ClassVar[bool] = False
    """Whether it waits for everything that may still come, so that it is asked when all tokens have come to rest."""
    bpmn: ClassVar[str] = "task"
    """The element of BPMN that stands for it."""
    name: Name
    """Its name, unique among the nodes of the flow."""
    label: Label | None = None
    """Text for people."""
    description: Label | None = None
    """Text that explains it."""
    kept: KeptXml | None = None
    """What the file it was imported from says beyond that."""

    def enter(self, turn: Any, token: Token) -> None:
        """Do what happens when a token arrives; here, go on."""
        turn.leave(token)

    def due(self, turn: Any, token: Token, timer: Timer) -> None:
        """Do what happens when a timer that this node has set for a token fires; here, go on."""
        del timer
        turn.leave(token)

    def received(self, turn: Any, token: Token, wait: Wait) -> None:
        """Do what happens when a message comes that this node waits for with a token; here, go on."""
        del wait
        turn.leave(token)

    def arm(self, turn: Any, token: Token) -> None:
        """Set the timers and waits of this node for a token that stands at another one."""

    def catches(self, error: str) -> bool:
        """Return whether this boundary catches an error of its activity."""
        del error
        return False

    def join(self, turn: Any) -> bool:
        """Let tokens that wait here go on together if they can; return whether they did."""
        del turn
        return False

    def leads_to(self) -> tuple[str, ...]:
        """Return the nodes that a token may go to from here by itself, besides those at the end of edges."""
        return ()
