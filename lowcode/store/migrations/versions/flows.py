"""Running flows: instances, tasks, journals, timers, waits, incidents; substitutes, calendars, news of people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "flows"
down_revision = "jobs"


def upgrade() -> None:
    """Take the step."""
    _make_instances()
    _make_tasks()
    _make_waiting()
    _make_people()
    op.execute(_GUARD)
    op.execute(_NEWS)
    for table, events in _WATCHED.items():
        op.execute(_WATCH.format(table=table, events=events))


_GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON flow_journal
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""

_NEWS = """
CREATE FUNCTION note_organisation_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO %I.organisation_change DEFAULT VALUES', TG_TABLE_SCHEMA);
    RETURN NULL;
END $$
"""

_WATCH = """
CREATE TRIGGER note_change AFTER {events} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION note_organisation_change()
"""

_ALL = "INSERT OR UPDATE OR DELETE OR TRUNCATE"
_WATCHED = {
    "account": _ALL,
    "department": _ALL,
    "department_member": _ALL,
    "role": _ALL,
    "role_grant": _ALL,
    "substitution": _ALL,
    "working_calendar": _ALL,
}
"""Which changes of which tables concern who is asked, and when."""


def _make_instances() -> None:
    """Make the tables of instances and their journals."""
    op.create_table(
        "flow_instance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="the version of the app whose flow it runs"),
        sa.Column("form", sa.Text(), nullable=True, comment="as crm.lead"),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("initiator", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "document",
            postgresql.JSONB(),
            nullable=False,
            comment="the instance as the engine reads it, without its journal",
        ),
        sa.Column("revision", sa.Integer(), nullable=False, comment="grows with every step"),
        sa.Column("caller", sa.Uuid(), nullable=True, comment="the instance that called it"),
        sa.Column("position", sa.Integer(), nullable=True, comment="the row for which the caller called it"),
        sa.Column(
            "depth", sa.Integer(), server_default=sa.text("0"), nullable=False, comment="how many flows have led to it"
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('new', 'running', 'completed', 'rejected', 'withdrawn', 'terminated', 'failed')",
            name=op.f("flow_instance_status_check"),
        ),
        sa.PrimaryKeyConstraint("id", name="flow_instance_pk"),
    )
    op.create_index(
        "flow_instance_caller_idx",
        "flow_instance",
        ["caller"],
        unique=False,
        postgresql_where=sa.text("caller IS NOT NULL"),
    )
    op.create_index("flow_instance_flow_idx", "flow_instance", ["app", "flow", "id"], unique=False)
    op.create_index("flow_instance_initiator_idx", "flow_instance", ["initiator", "id"], unique=False)
    op.create_index(
        "flow_instance_record_idx",
        "flow_instance",
        ["record_id"],
        unique=False,
        postgresql_where=sa.text("record_id IS NOT NULL"),
    )
    op.create_index(
        "flow_instance_running_idx",
        "flow_instance",
        ["app", "flow", "version"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "flow_journal",
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "entry", postgresql.JSONB(), nullable=False, comment="what happened, as the engine tells and replays it"
        ),
        sa.PrimaryKeyConstraint("instance_id", "number", name="flow_journal_pk"),
    )


def _make_tasks() -> None:
    """Make the table of tasks."""
    op.create_table(
        "flow_task",
        sa.Column("id", sa.Uuid(), nullable=False, comment="worked out of the instance and the key"),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="what the engine calls it"),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True, comment="who is asked; null until somebody claims it"),
        sa.Column("principal_id", sa.Uuid(), nullable=True, comment="for whom that person stands in"),
        sa.Column("candidates", sa.ARRAY(sa.Uuid()), nullable=True, comment="who may claim it"),
        sa.Column("by", sa.Uuid(), nullable=True, comment="who decided"),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("urged", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True, comment="the next time limit of its node"),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('approval', 'work', 'copy', 'question')", name=op.f("flow_task_kind_check")),
        sa.CheckConstraint(
            "state IN ('planned', 'open', 'held', 'done', 'cancelled')", name=op.f("flow_task_state_check")
        ),
        sa.PrimaryKeyConstraint("id", name="flow_task_pk"),
    )
    op.create_index(
        "flow_task_copy_idx",
        "flow_task",
        ["account_id", "opened_at", "id"],
        unique=False,
        postgresql_where=sa.text("kind = 'copy'"),
    )
    op.create_index(
        "flow_task_done_idx",
        "flow_task",
        ["by", "closed_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'done' AND kind != 'copy'"),
    )
    op.create_index("flow_task_instance_id_idx", "flow_task", ["instance_id"], unique=False)
    op.create_index(
        "flow_task_mine_idx",
        "flow_task",
        ["account_id", "opened_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open' AND kind != 'copy'"),
    )
    op.create_index("flow_task_node_idx", "flow_task", ["app", "flow", "node", "opened_at"], unique=False)
    op.create_index(
        "flow_task_pool_idx",
        "flow_task",
        ["candidates"],
        unique=False,
        postgresql_using="gin",
        postgresql_where=sa.text("state = 'open' AND kind != 'copy' AND account_id IS NULL"),
    )
    op.create_index(
        "flow_task_principal_idx",
        "flow_task",
        ["principal_id", "opened_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open' AND kind != 'copy' AND principal_id IS NOT NULL"),
    )


def _make_waiting() -> None:
    """Make the tables of what instances wait for."""
    op.create_table(
        "flow_incident",
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column(
            "content", postgresql.JSONB(), nullable=False, comment="what went wrong and what to do, in all languages"
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", "key", name="flow_incident_pk"),
    )
    op.create_index("flow_incident_at_idx", "flow_incident", ["at"], unique=False)
    op.create_table(
        "flow_timer",
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("instance_id", "key", name="flow_timer_pk"),
    )
    op.create_index("flow_timer_due_at_idx", "flow_timer", ["due_at"], unique=False)
    op.create_table(
        "flow_wait",
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column(
            "correlation",
            sa.Text(),
            nullable=True,
            comment="what the message has to speak of; null lets every one pass",
        ),
        sa.PrimaryKeyConstraint("instance_id", "key", name="flow_wait_pk"),
    )
    op.create_index("flow_wait_message_idx", "flow_wait", ["message", "correlation"], unique=False)


def _make_people() -> None:
    """Make the tables of substitutes, calendars, and news of people."""
    op.create_table(
        "organisation_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="organisation_change_pk"),
        comment="a row for every change of people, departments, roles or calendars, so that processes see their news",
    )
    op.create_table(
        "substitution",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=False),
        sa.Column("substitute", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "flows",
            sa.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
            comment="as crm.approval",
        ),
        sa.Column("note", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("person <> substitute", name=op.f("substitution_others_check")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name="substitution_created_by_fk"),
        sa.ForeignKeyConstraint(["person"], ["account.id"], name="substitution_person_fk", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["substitute"], ["account.id"], name="substitution_substitute_fk", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="substitution_pk"),
        comment="who stands in for whom",
    )
    op.create_index("substitution_person_idx", "substitution", ["person"], unique=False)
    op.create_index("substitution_substitute_idx", "substitution", ["substitute"], unique=False)
    op.create_table(
        "working_calendar",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["updated_by"], ["account.id"], name="working_calendar_updated_by_fk"),
        sa.PrimaryKeyConstraint("name", name="working_calendar_pk"),
        comment="working hours that are not those that the product brings",
    )
