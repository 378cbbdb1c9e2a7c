"""What people have entered into forms and not saved yet."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "record_drafts"
down_revision = "platform"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "record_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True, comment="null for a record that is yet to be created"),
        sa.Column("version", sa.Integer(), nullable=True, comment="of the record when the change began"),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="record_draft_account_id_fk", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="record_draft_pk"),
        sa.UniqueConstraint(
            "account_id",
            "form",
            "record_id",
            name="record_draft_account_id_form_record_id_key",
            postgresql_nulls_not_distinct=True,
        ),
        comment="what somebody has entered and not saved",
    )
