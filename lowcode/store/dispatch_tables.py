"""The tables of what reports send by themselves: schedules with their deliveries, and alerts with their history."""

from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from lowcode.store.report_log import METADATA as PLATFORM

METADATA: Final = PLATFORM
"""All tables of the platform, these among them."""
_TIME: Final = DateTime(timezone=True)


def _kept() -> tuple[Column[Any], ...]:
    """Return the columns of what somebody has asked for, to be done again and again."""
    return (
        Column("id", Uuid, primary_key=True),
        Column("app", Text, nullable=False),
        Column("account_id", Uuid, ForeignKey("account.id", ondelete="CASCADE"), nullable=False, comment="whose it is"),
        Column("content", JSONB, nullable=False),
        Column("paused", Boolean, nullable=False),
        Column("next_at", _TIME, nullable=False),
        Column("last_at", _TIME, nullable=True),
        Column("version", Integer, nullable=False),
        Column("updated_at", _TIME, nullable=False),
    )


report_schedule = Table(
    "report_schedule",
    METADATA,
    *_kept(),
    Index("report_schedule_next_idx", "next_at"),
    comment="which dashboards are sent to whom, and when",
)

report_delivery = Table(
    "report_delivery",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("schedule_id", Uuid, ForeignKey("report_schedule.id", ondelete="CASCADE"), nullable=False),
    Column("due_at", _TIME, nullable=False),
    Column("account_id", Uuid, nullable=True, comment="who gets it; null for a group that chats"),
    Column("state", Text, nullable=False, comment="waiting, sent or failed"),
    Column("error", JSONB, nullable=True),
    Column("sent_at", _TIME, nullable=True),
    UniqueConstraint("schedule_id", "due_at", "account_id", postgresql_nulls_not_distinct=True),
    comment="what was sent of schedules, once for each time and person",
)

report_alert = Table(
    "report_alert",
    METADATA,
    *_kept(),
    Column("error", JSONB, nullable=True, comment="why the last look failed"),
    Index("report_alert_next_idx", "next_at"),
    comment="which metrics are watched, and who is told",
)

report_alert_state = Table(
    "report_alert_state",
    METADATA,
    Column("alert_id", Uuid, ForeignKey("report_alert.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", Uuid, primary_key=True, comment="who looks: everybody sees a number of their own"),
    Column("firing", Boolean, nullable=False),
    Column("value", Numeric, nullable=True),
    Column("since", _TIME, nullable=False),
    comment="for whom an alert holds at present",
)

report_alert_event = Table(
    "report_alert_event",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("alert_id", Uuid, ForeignKey("report_alert.id", ondelete="CASCADE"), nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("at", _TIME, nullable=False),
    Column("value", Numeric, nullable=True),
    Column("kind", Text, nullable=False, comment="fired or ended"),
    Index("report_alert_event_alert_idx", "alert_id", "id"),
    comment="when alerts began to hold and stopped",
)
