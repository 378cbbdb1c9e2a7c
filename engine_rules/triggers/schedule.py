"""The clock has come to a time."""

from typing import ClassVar, Literal

from pydantic import Field

from engine_rules.effect import About
from engine_rules.trigger import Moment, Trigger
from lowcode.kernel.names import label


class Schedule(Trigger):
    """The clock has come to a time."""

    kind: Literal["schedule"]
    cron: str = Field(max_length=100)
    """Minute, hour, day of the month, month and day of the week: `0 9 * * MON-FRI`."""
    zone: str = Field(default="Asia/Shanghai", max_length=60)
    """The time zone."""

    about: ClassVar[About] = About(
        label("By the clock", "定时"),
        label("At times, for all records that fulfil the condition.", "在指定时间对所有满足条件的记录触发。"),
    )
    moment: ClassVar[Moment] = "time"
