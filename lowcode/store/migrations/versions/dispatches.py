"""Schedules by which reports are sent, and alerts on metrics."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "dispatches"
down_revision = "flow_archive"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "report_schedule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False, comment="whose it is"),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="report_schedule_account_id_fk", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="report_schedule_pk"),
        comment="which dashboards are sent to whom, and when",
    )
    op.create_index("report_schedule_next_idx", "report_schedule", ["next_at"], unique=False)
    op.create_table(
        "report_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True, comment="who gets it; null for a group that chats"),
        sa.Column("state", sa.Text(), nullable=False, comment="waiting, sent or failed"),
        sa.Column("error", postgresql.JSONB(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["report_schedule.id"], name="report_delivery_schedule_id_fk", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="report_delivery_pk"),
        sa.UniqueConstraint(
            "schedule_id",
            "due_at",
            "account_id",
            name="report_delivery_schedule_id_due_at_account_id_key",
            postgresql_nulls_not_distinct=True,
        ),
        comment="what was sent of schedules, once for each time and person",
    )
    op.create_table(
        "report_alert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False, comment="whose it is"),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", postgresql.JSONB(), nullable=True, comment="why the last look failed"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="report_alert_account_id_fk", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="report_alert_pk"),
        comment="which metrics are watched, and who is told",
    )
    op.create_index("report_alert_next_idx", "report_alert", ["next_at"], unique=False)
    op.create_table(
        "report_alert_state",
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False, comment="who looks: everybody sees a number of their own"),
        sa.Column("firing", sa.Boolean(), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["report_alert.id"], name="report_alert_state_alert_id_fk", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("alert_id", "account_id", name="report_alert_state_pk"),
        comment="for whom an alert holds at present",
    )
    op.create_table(
        "report_alert_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False, comment="fired or ended"),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["report_alert.id"], name="report_alert_event_alert_id_fk", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="report_alert_event_pk"),
        comment="when alerts began to hold and stopped",
    )
    op.create_index("report_alert_event_alert_idx", "report_alert_event", ["alert_id", "id"], unique=False)
