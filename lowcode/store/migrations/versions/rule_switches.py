"""Which rules were switched off or on here, whatever their app says."""

import sqlalchemy as sa
from alembic import op

revision = "rule_switches"
down_revision = "stale_records"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "rule_switch",
        sa.Column("rule", sa.Text(), nullable=False, comment="as crm.stalled"),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True, comment="who has switched it"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("rule", name="rule_switch_pk"),
        comment="whether rules work here, whatever their app says; upgrades of the app leave it as it is",
    )
