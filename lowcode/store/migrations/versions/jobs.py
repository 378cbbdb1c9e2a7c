"""Work for later: jobs, schedules, effects, connections, hooks and to-dos."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "jobs"
down_revision = "record_drafts"


def upgrade() -> None:
    """Take the step."""
    _make_jobs()
    _make_effects()


def _make_jobs() -> None:
    """Make the tables of jobs and of those who do them."""
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True, comment="no two unfinished jobs of a kind have the same"),
        sa.Column("arguments", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'waiting'"), nullable=False),
        sa.Column("priority", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column(
            "lane",
            sa.Text(),
            nullable=True,
            comment="jobs of a lane are done one after the other, in the order of their ids",
        ),
        sa.Column("claimed_by", sa.Uuid(), nullable=True, comment="the worker that does it"),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("again", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("cancelling", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("error", postgresql.JSONB(), nullable=True),
        sa.Column("progress", postgresql.JSONB(), nullable=True),
        sa.Column("result", postgresql.JSONB(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True, comment="on whose behalf; null for the product itself"),
        sa.Column("cause", postgresql.JSONB(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'dead', 'cancelled')", name=op.f("job_state_check")
        ),
        sa.CheckConstraint("priority BETWEEN 0 AND 2", name=op.f("job_priority_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("job_pk")),
    )
    op.create_index(
        "job_account_id_idx",
        "job",
        ["account_id", "id"],
        unique=False,
        postgresql_where=sa.text("account_id IS NOT NULL"),
    )
    op.create_index("job_dead_idx", "job", ["id"], unique=False, postgresql_where=sa.text("state = 'dead'"))
    op.create_index(
        "job_due_idx", "job", ["priority", "run_at", "id"], unique=False, postgresql_where=sa.text("state = 'waiting'")
    )
    op.create_index(
        "job_finished_idx", "job", ["finished_at"], unique=False, postgresql_where=sa.text("finished_at IS NOT NULL")
    )
    op.create_index(
        "job_key_key",
        "job",
        ["kind", "key"],
        unique=True,
        postgresql_where=sa.text("key IS NOT NULL AND finished_at IS NULL"),
    )
    op.create_index("job_kind_idx", "job", ["kind", "id"], unique=False)
    op.create_index(
        "job_lane_idx",
        "job",
        ["lane", "id"],
        unique=False,
        postgresql_where=sa.text("lane IS NOT NULL AND finished_at IS NULL"),
    )
    op.create_index(
        "job_lane_key", "job", ["lane"], unique=True, postgresql_where=sa.text("lane IS NOT NULL AND state = 'running'")
    )
    op.create_index(
        "job_running_idx", "job", ["claimed_by"], unique=False, postgresql_where=sa.text("state = 'running'")
    )
    op.create_table(
        "schedule",
        sa.Column("app", sa.Text(), nullable=False, comment="whose it is, or platform"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cron", sa.Text(), nullable=False, comment="minute, hour, day of the month, month, day of the week"),
        sa.Column("zone", sa.Text(), nullable=False, comment="the time zone that it is read in"),
        sa.Column("kind", sa.Text(), nullable=False, comment="of the job"),
        sa.Column("arguments", postgresql.JSONB(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_job_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("app", "name", name=op.f("schedule_pk")),
    )
    op.create_index("schedule_next_at_idx", "schedule", ["next_at"], unique=False)
    op.create_table(
        "worker",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("process", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("worker_pk")),
        comment="processes that do jobs; one that is not seen for a while is dead, and its jobs are given to others",
    )


def _make_effects() -> None:
    """Make the tables of what jobs and actions do."""
    op.create_table(
        "connection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("settings", postgresql.JSONB(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True, comment="encrypted by LOWCODE_SECRET"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("connection_pk")),
        sa.UniqueConstraint("name", name=op.f("connection_name_key")),
        comment="systems that the product speaks to",
    )
    op.create_table(
        "effect_run",
        sa.Column(
            "key", sa.Text(), nullable=False, comment="names one effect for ever, so that it is never carried out twice"
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("result", postgresql.JSONB(), nullable=True),
        sa.Column("error", postgresql.JSONB(), nullable=True),
        sa.Column("cause", postgresql.JSONB(), nullable=False),
        sa.Column("app", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "job_id", sa.Uuid(), nullable=True, comment="the job that carries it out, when it is not done at once"
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('queued', 'done', 'failed')", name=op.f("effect_run_state_check")),
        sa.PrimaryKeyConstraint("key", name=op.f("effect_run_pk")),
    )
    op.create_index("effect_run_at_idx", "effect_run", ["at"], unique=False)
    op.create_table(
        "hook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "secret", sa.LargeBinary(), nullable=True, comment="what callers sign by, encrypted by LOWCODE_SECRET"
        ),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("hook_created_by_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("hook_pk")),
        sa.UniqueConstraint("app", "name", name=op.f("hook_app_name_key")),
        sa.UniqueConstraint("token_hash", name=op.f("hook_token_hash_key")),
        comment="addresses that other systems call",
    )
    op.create_table(
        "todo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("form", sa.Text(), nullable=True, comment="the record that it is about, as crm.lead"),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cause", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("todo_account_id_fk"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("todo_pk")),
    )
    op.create_index("todo_account_id_idx", "todo", ["account_id", "id"], unique=False)
    op.create_index(
        "todo_open_idx", "todo", ["account_id", "due_at"], unique=False, postgresql_where=sa.text("done_at IS NULL")
    )
    op.create_index("todo_record_idx", "todo", ["form", "record_id"], unique=False)
