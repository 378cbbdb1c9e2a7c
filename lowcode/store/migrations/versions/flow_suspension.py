"""Flows can be suspended."""

from alembic import op

revision = "flow_suspension"
down_revision = "comment_parts"


def upgrade() -> None:
    """Take the step."""
    op.drop_constraint(op.f("flow_instance_status_check"), "flow_instance")
    op.create_check_constraint(
        op.f("flow_instance_status_check"),
        "flow_instance",
        "status IN ('new', 'running', 'suspended', 'completed', 'rejected', 'withdrawn', 'terminated', 'failed')",
    )
