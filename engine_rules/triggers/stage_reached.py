"""A record has reached a state."""

from typing import ClassVar, Literal

from engine_rules.effect import About
from engine_rules.trigger import Happening, Moment, Trigger
from lowcode.kernel.names import Name, label


class StageReached(Trigger):
    """A record has reached a state."""

    kind: Literal["stage_reached"]
    stage: Name
    """The state."""
    field: Name | None = None
    """The stage field; any of the form if nothing is said."""

    about: ClassVar[About] = About(
        label("State reached", "到达阶段"),
        label("When a record comes into a state of its stages.", "记录进入某个阶段状态时触发。"),
    )
    moment: ClassVar[Moment] = "record"

    def set_off(self, happening: Happening, reads: frozenset[str]) -> bool:  # noqa: ARG002 - any condition
        """Return whether the record has come into the state."""
        if happening.after is None:
            return False
        before, after = happening.before or {}, happening.after
        fields = happening.stages if self.field is None else (self.field,)
        return any(after.get(one) == self.stage != before.get(one) for one in fields)
