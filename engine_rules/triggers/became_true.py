"""The condition of the rule has become true."""

from typing import ClassVar, Literal

from engine_rules.effect import About
from engine_rules.trigger import Happening, Moment, Repeat, Trigger
from lowcode.kernel.names import label


class BecameTrue(Trigger):
    """The condition of the rule has become true."""

    kind: Literal["became_true"]

    about: ClassVar[About] = About(
        label("Became true", "条件成立"),
        label(
            "At the moment when the condition becomes true, by a change or by the clock.",
            "条件由不成立变为成立的那一刻触发，无论由修改还是时间引起。",
        ),
    )
    moment: ClassVar[Moment] = "record"
    usual: ClassVar[Repeat] = "once"

    def set_off(self, happening: Happening, reads: frozenset[str]) -> bool:
        """Return whether the record may have become so."""
        if happening.after is None:
            return False
        return happening.before is None or bool(happening.changed & reads)
