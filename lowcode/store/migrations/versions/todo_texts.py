"""To-dos in the languages of their readers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "todo_texts"
down_revision = "flow_suspension"


def upgrade() -> None:
    """Take the step."""
    op.alter_column(
        "todo",
        "title",
        existing_type=sa.Text(),
        type_=postgresql.JSONB(astext_type=sa.Text()),
        comment="a text, or one for each language",
        postgresql_using="to_jsonb(title)",
    )
    op.alter_column("todo", "details", existing_type=sa.Text(), server_default=None)
    op.alter_column(
        "todo",
        "details",
        existing_type=sa.Text(),
        type_=postgresql.JSONB(astext_type=sa.Text()),
        postgresql_using="to_jsonb(details)",
    )
