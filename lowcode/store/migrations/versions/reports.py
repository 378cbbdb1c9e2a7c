"""Dashboards that people make, stays of records in stages, and the log of changed rows that replicas follow."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from lowcode.store.report_log import FOLLOW, STAYS

revision = "reports"
down_revision = "rule_switches"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "report_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("xid", sa.BigInteger(), nullable=False, comment="the transaction"),
        sa.Column("name", sa.Text(), nullable=False, comment="the table"),
        sa.Column("key", sa.Uuid(), nullable=True, comment="the row; null for all rows"),
        sa.PrimaryKeyConstraint("id", name="report_change_pk"),
        comment="which rows have changed that replicas for reports keep",
    )
    op.create_index("report_change_xid_idx", "report_change", ["xid"], unique=False)
    op.create_table(
        "report_reader",
        sa.Column("name", sa.Text(), nullable=False, comment="the replica"),
        sa.Column("snapshot", sa.Text(), nullable=False, comment="everything that is visible in it has been taken"),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="report_reader_pk"),
        comment="how far each replica for reports has come, so that the log can be forgotten up to there",
    )
    op.create_table(
        "report_dashboard",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False, comment="whose it is"),
        sa.Column("shared", sa.Boolean(), nullable=False, comment="whether everybody who works with the app has it"),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="report_dashboard_pk"),
        comment="dashboards that people have made; what they show is still under the rights of who looks",
    )
    op.create_index("report_dashboard_app_idx", "report_dashboard", ["app"], unique=False)
    op.execute(FOLLOW)
    op.execute(STAYS)
