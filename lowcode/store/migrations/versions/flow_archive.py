"""The archive of flows: instances that ended long ago, each as one row; journals leave only by way of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "flow_archive"
down_revision = "flow_room"

_GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON flow_archive
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""
_KEPT = """
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON flow_journal
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""
_ARCHIVED = """
CREATE TRIGGER archived_only BEFORE DELETE ON flow_journal
FOR EACH STATEMENT WHEN (current_setting('lowcode.archiving', TRUE) IS DISTINCT FROM 'on')
EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "flow_archive",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("initiator", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.Column("journal", postgresql.JSONB(), nullable=False, comment="its lines, in order"),
        sa.Column("caller", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("flow_archive_pk")),
        comment="instances that ended long ago",
        postgresql_with={"toast_tuple_target": 256},
    )
    op.create_index("flow_archive_flow_idx", "flow_archive", ["app", "flow", "id"])
    op.create_index("flow_archive_initiator_idx", "flow_archive", ["initiator", "id"])
    op.create_index("flow_archive_record_idx", "flow_archive", ["record_id"])
    op.create_index(
        "flow_instance_ended_idx", "flow_instance", ["ended_at"], postgresql_where=sa.text("ended_at IS NOT NULL")
    )
    op.execute(_GUARD)
    op.execute(_KEPT)
    op.execute(_ARCHIVED)
