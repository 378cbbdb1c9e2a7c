"""Nothing has happened for some time."""

from typing import ClassVar, Literal

from pydantic import Field

from engine_rules.effect import About
from engine_rules.formula import Formula
from engine_rules.trigger import Moment, Repeat, Trigger
from lowcode.kernel.names import label


class Idle(Trigger):
    """Nothing has happened for some time."""

    kind: Literal["idle"]
    since: Formula
    """The instant or date of what happened last, as `coalesce(last_activity, created at)`."""
    days: int = Field(default=0, ge=0, le=3650)
    """How many days."""
    hours: int = Field(default=0, ge=0, le=8760)
    """How many hours more."""

    about: ClassVar[About] = About(
        label("Nothing happened for some time", "持续未发生"),
        label(
            "When nothing has happened since an instant for some days or hours.",
            "自某个时间起，若干天或小时内一直没有发生时触发。",
        ),
    )
    moment: ClassVar[Moment] = "time"
    usual: ClassVar[Repeat] = "once"

    def condition(self) -> str:
        """Return that the time has passed."""
        return f'({self.since}) <= now() - duration("P{self.days}DT{self.hours}H")'
