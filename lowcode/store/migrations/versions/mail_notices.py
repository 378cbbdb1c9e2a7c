"""Whether people want notices by mail as well."""

import sqlalchemy as sa
from alembic import op

revision = "mail_notices"
down_revision = "flows"


def upgrade() -> None:
    """Take the step."""
    op.add_column(
        "account",
        sa.Column(
            "mail_notices",
            sa.Boolean(),
            server_default=sa.text("true"),
            nullable=False,
            comment="whether notices come by mail",
        ),
    )
