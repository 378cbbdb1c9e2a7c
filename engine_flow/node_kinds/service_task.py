"""The flow wants something done."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from engine_flow.formula import Formula
from engine_flow.instance import Token
from engine_flow.node import Node
from engine_flow.turn import Turn
from lowcode.kernel.names import Name
from lowcode.kernel.spec import Spec


class Effect(Spec):
    """What is to be done."""

    kind: str
    """The kind of effect."""
    arguments: Mapping[str, Formula] = Field(default_factory=dict)
    """Its settings, as expressions."""


class ServiceTask(Node):
    """Asks for an effect, and waits for its result unless told otherwise."""

    rests: ClassVar[bool] = True
    bpmn: ClassVar[str] = "serviceTask"
    kind: Literal["service_task"]
    effect: Effect
    """What is to be done."""
    result: Name | None = None
    """The variable that takes what came of it."""
    wait: bool = True
    """Whether to go on only when it is done."""
    on_failure: Literal["incident", "refuse"] = "incident"
    """What happens when it cannot be done: the flow stops here with an incident, unless a boundary catches it; or what
    led here, as a decision or the change of a record, is refused as a whole, for effects inside of the transaction."""

    def enter(self, turn: Turn, token: Token) -> None:
        arguments = {name: turn.value(formula, token) for name, formula in self.effect.arguments.items()}
        turn.effect(self.effect.kind, token, arguments)
        if self.wait:
            turn.rest(token, "effect")
        else:
            turn.leave(token)
