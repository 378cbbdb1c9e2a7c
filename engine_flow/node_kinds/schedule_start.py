"""It is time."""

from typing import Annotated, Literal

from pydantic import StringConstraints, model_validator

from engine_flow.start_node import StartNode
from engine_rules.temporal import zone_named

_FIELD = r"(\*|\d+(-\d+)?(,\d+(-\d+)?)*)(/\d+)?"
Cron = Annotated[str, StringConstraints(pattern=rf"^{_FIELD}( {_FIELD}){{4}}$")]
"""Minute, hour, day of month, month, day of week (0 is Sunday), as in crontab."""


class ScheduleStart(StartNode):
    """Begins at times that a schedule gives."""

    kind: Literal["schedule_start"]
    cron: Cron
    """The schedule."""
    zone: str = "UTC"
    """The time zone of the schedule, an IANA name."""

    @model_validator(mode="after")
    def _zone_exists(self) -> "ScheduleStart":
        if zone_named(self.zone) is None:
            msg = f"'{self.zone}' is no time zone: give an IANA name such as Asia/Shanghai"
            raise ValueError(msg)
        return self
