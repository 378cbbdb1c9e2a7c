"""What a comment is about within a dashboard."""

import sqlalchemy as sa
from alembic import op

revision = "comment_parts"
down_revision = "dispatches"


def upgrade() -> None:
    """Take the step."""
    op.add_column(
        "comment",
        sa.Column("part", sa.Text(), nullable=True, comment="what it is about within, as a chart of a dashboard"),
    )
