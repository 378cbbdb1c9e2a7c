"""A button was pressed."""

from typing import ClassVar, Literal

from engine_rules.effect import About
from engine_rules.trigger import Moment, Trigger
from lowcode.kernel.names import Name, label


class Button(Trigger):
    """A button was pressed."""

    kind: Literal["button"]
    action: Name
    """The action."""

    about: ClassVar[About] = About(
        label("Button pressed", "点击按钮"),
        label("When the button of an action was pressed, after what the action does.", "点击操作按钮后触发。"),
    )
    moment: ClassVar[Moment] = "call"
