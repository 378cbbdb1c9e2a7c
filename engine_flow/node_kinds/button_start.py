"""Somebody presses a button."""

from typing import Literal

from engine_flow.start_node import StartNode
from lowcode.kernel.names import Label, Name


class ButtonStart(StartNode):
    """Begins when a person presses a button, on a record or in the list of flows."""

    kind: Literal["button_start"]
    button: Label | None = None
    """The button's text."""
    roles: tuple[str, ...] = ()
    """Only for these roles; for everybody who may see the record without them."""
    takes: tuple[Name, ...] = ()
    """The variables that whoever presses it fills in; each has to be, unless the variable has an initial value."""
