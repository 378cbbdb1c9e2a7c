"""What the use cases of schedules and alerts take and give."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import pydantic

from engine_reports.texts import ExpressionText
from lowcode.kernel.names import Label, Name
from lowcode.services.message import Message
from lowcode.services.report_exports import FileFormat
from lowcode.services.report_messages import TileAsk

Title = Annotated[str, pydantic.Field(min_length=1, max_length=200)]
"""What people call something they have made."""
Cron = Annotated[str, pydantic.Field(min_length=5, max_length=100)]
"""Minute, hour, day of the month, month, day of the week."""
Zone = Annotated[str, pydantic.Field(max_length=60)]
"""A time zone, as `Asia/Shanghai`."""


class Receivers(Message):
    """Who is told."""

    accounts: Annotated[tuple[UUID, ...], pydantic.Field(max_length=200)] = ()
    """People."""
    roles: Annotated[tuple[str, ...], pydantic.Field(max_length=20)] = ()
    """Everybody with one of these roles, as `crm.director`, at the time."""


class ChatGroup(Message):
    """A group that chats, with a robot that writes into it."""

    service: Literal["wecom", "dingtalk", "feishu"]
    """The service."""
    connection: Name
    """The connection that an administrator has set up for the robot."""


class RoleChoice(Message):
    """A role whose people can be told."""

    name: str
    """The role with its app, as `crm.director`."""
    label: Label
    """What people read."""


class ReceiverChoices(Message):
    """Who can be told, besides people."""

    roles: tuple[RoleChoice, ...] = ()
    """The roles of the app."""
    groups: tuple[Name, ...] = ()
    """The connections to robots of groups that chat."""


class ScheduleDraft(Message):
    """A dashboard that is to be sent again and again."""

    label: Title
    """What it is called."""
    dashboard: str = pydantic.Field(max_length=60)
    """The dashboard."""
    formats: Annotated[tuple[FileFormat, ...], pydantic.Field(min_length=1, max_length=3)] = ("pdf",)
    """What goes with the mail."""
    cron: Cron = "0 8 * * MON"
    """When."""
    zone: Zone = "Asia/Shanghai"
    """The time zone of these times."""
    receivers: Receivers = Receivers()
    """Who gets it by mail: each with what they may see."""
    chat: ChatGroup | None = None
    """A group that gets the figures, as whoever has made this sees them."""
    choices: TileAsk = TileAsk()
    """What is chosen in the filters of the dashboard."""
    message: Annotated[str, pydantic.Field(max_length=2000)] = ""
    """What is said in the mail."""
    paused: bool = False
    """Whether nothing is sent for now."""
    version: int = pydantic.Field(default=0, ge=0)
    """The version that was changed; 0 for a new one."""


class LastTime(Message):
    """What came of the last time."""

    sent: int = 0
    """How many it was sent to."""
    failed: int = 0
    """How many did not get it."""
    waiting: int = 0
    """To how many it is on its way."""


class ReportScheduleView(ScheduleDraft):
    """A schedule as whoever has made it sees it."""

    id: UUID
    """Its key."""
    next_at: datetime
    """When it is sent next."""
    last_at: datetime | None = None
    """When it was sent last."""
    last: LastTime = LastTime()
    """What came of that."""


class ScheduleList(Message):
    """The schedules of somebody in an app."""

    schedules: tuple[ReportScheduleView, ...] = ()
    """They, the newest first."""


class DeliveryView(Message):
    """What came of sending a schedule to somebody."""

    due_at: datetime
    """For which time."""
    name: str | None = None
    """To whom; None for the group that chats."""
    state: Literal["waiting", "sent", "failed"]
    """What came of it."""
    sent_at: datetime | None = None
    """When."""
    error: Any = None
    """Why not: a label in all languages."""


class DeliveryList(Message):
    """The last deliveries of a schedule."""

    deliveries: tuple[DeliveryView, ...] = ()
    """They, the newest first."""


class AlertDraft(Message):
    """A metric that is to be watched."""

    label: Title
    """What it is called."""
    metric: Name
    """The metric."""
    filter: ExpressionText | None = None
    """Of which rows."""
    stretch: Annotated[str, pydantic.Field(max_length=40)] | None = None
    """The stretch of time by a word, such as `this_month`, along the time of the metric."""
    comparison: Literal["above", "at_least", "below", "at_most"]
    """What the value is to be for the alert to hold."""
    threshold: Decimal = pydantic.Field(max_digits=24, decimal_places=8)
    """With which number it is compared."""
    cron: Cron = "*/15 * * * *"
    """When it is looked at."""
    zone: Zone = "Asia/Shanghai"
    """The time zone of these times."""
    receivers: Receivers = Receivers()
    """Who is told besides: each is told of the value that they may see."""
    mail: bool = True
    """Whether they are told by mail too."""
    paused: bool = False
    """Whether nobody looks for now."""
    version: int = pydantic.Field(default=0, ge=0)
    """The version that was changed; 0 for a new one."""


class AlertView(AlertDraft):
    """An alert as whoever has made it sees it."""

    id: UUID
    """Its key."""
    next_at: datetime
    """When it is looked at next."""
    last_at: datetime | None = None
    """When it was looked at last."""
    firing: bool = False
    """Whether it holds for whoever has made it."""
    value: Decimal | None = None
    """The value that they saw last."""
    since: datetime | None = None
    """Since when it holds, or does not."""
    error: Any = None
    """Why the last look failed: a label in all languages."""


class AlertList(Message):
    """The alerts of somebody in an app."""

    alerts: tuple[AlertView, ...] = ()
    """They, the newest first."""


class AlertEvent(Message):
    """An alert began to hold for somebody, or stopped."""

    at: datetime
    """When."""
    name: str | None = None
    """For whom."""
    value: Decimal | None = None
    """The value."""
    kind: Literal["fired", "ended"]
    """Which of both."""


class AlertHistory(Message):
    """The history of an alert."""

    events: tuple[AlertEvent, ...] = ()
    """What happened, the newest first."""


class DispatchDone(Message):
    """What came of asking for something to be done."""

    done: bool = True
    """Whether it is done, or will be at once."""
