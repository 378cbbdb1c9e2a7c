"""Another system has called."""

from typing import ClassVar, Literal

from engine_rules.effect import About
from engine_rules.formula import Formula
from engine_rules.trigger import Moment, Trigger
from lowcode.kernel.names import Name, label


class Webhook(Trigger):
    """Another system has called."""

    kind: Literal["webhook"]
    name: Name
    """The name of the address."""
    records: Formula | None = None
    """Which records, from what was said, which is known as `body`: an id or a list of them; none if nothing is said."""

    about: ClassVar[About] = About(
        label("Called by another system", "外部调用"),
        label("When another system calls an address of the app.", "外部系统调用应用的地址时触发。"),
    )
    moment: ClassVar[Moment] = "call"
