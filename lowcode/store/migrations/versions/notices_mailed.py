"""When a notice went out by mail."""

import sqlalchemy as sa
from alembic import op

revision = "notices_mailed"
down_revision = "reports"


def upgrade() -> None:
    """Take the step."""
    op.add_column("notification", sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True))
