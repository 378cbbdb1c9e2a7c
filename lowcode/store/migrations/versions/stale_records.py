"""Which records hold values that are being computed anew."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "stale_records"
down_revision = "rules"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "record_stale",
        sa.Column("job_id", sa.Uuid(), nullable=False, comment="the job that computes them anew"),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("later", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("job_id", "form", "record_id", name="record_stale_pk"),
        comment="records whose stored values are not up to date, until a job has computed them anew",
    )
    op.create_index("record_stale_form_record_id_idx", "record_stale", ["form", "record_id"], unique=False)
