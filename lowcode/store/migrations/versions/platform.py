"""The tables of the platform."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "platform"
down_revision = None


def upgrade() -> None:
    """Take the step."""
    _make_tables()
    op.execute(_REFUSAL)
    for table in ("app_version", "audit_entry", "record_change"):
        op.execute(_GUARD.format(table=table))


_REFUSAL = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""

_GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def _make_tables() -> None:
    """Make the tables with their indexes."""
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="what one signs in with, in lower case"),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True, comment="in lower case"),
        sa.Column(
            "password_hash",
            sa.Text(),
            nullable=True,
            comment="argon2id; null until the invitation is taken, or with OIDC alone",
        ),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), server_default=sa.text("'zh-CN'"), nullable=False),
        sa.Column("time_zone", sa.Text(), server_default=sa.text("'Asia/Shanghai'"), nullable=False),
        sa.Column("manager_id", sa.Uuid(), nullable=True, comment="when it is not the head of the department"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("status IN ('invited', 'active', 'disabled')", name=op.f("account_status_check")),
        sa.CheckConstraint("manager_id <> id", name=op.f("account_manager_check")),
        sa.ForeignKeyConstraint(["manager_id"], ["account.id"], name="account_manager_id_fk"),
        sa.PrimaryKeyConstraint("id", name="account_pk"),
        sa.UniqueConstraint("email", name="account_email_key"),
        sa.UniqueConstraint("name", name="account_name_key"),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True, comment="who did it; null for the product itself"),
        sa.Column("action", sa.Text(), nullable=False, comment="what happened, as account.created"),
        sa.Column("subject", sa.Text(), nullable=False, comment="what it happened to, as account:<id>"),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("address", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("request", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="audit_entry_pk"),
    )
    op.create_index("audit_entry_account_id_idx", "audit_entry", ["account_id", "id"], unique=False)
    op.create_index("audit_entry_action_idx", "audit_entry", ["action", "id"], unique=False)
    op.create_index("audit_entry_subject_idx", "audit_entry", ["subject", "id"], unique=False)
    op.create_table(
        "department",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column(
            "path", sa.Text(collation="C"), nullable=False, comment="the ids from the top, each followed by a slash"
        ),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["department.id"], name="department_parent_id_fk"),
        sa.PrimaryKeyConstraint("id", name="department_pk"),
        sa.UniqueConstraint(
            "parent_id", "name", name="department_parent_id_name_key", postgresql_nulls_not_distinct=True
        ),
        sa.UniqueConstraint("path", name="department_path_key"),
    )
    op.create_table(
        "login_attempt",
        sa.Column("key", sa.Text(), nullable=False, comment="a name, an address, or both"),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="login_attempt_pk"),
    )
    op.create_table(
        "record_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form", sa.Text(), nullable=False, comment="as crm.lead"),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="the record's version after the change"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("cause", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('create', 'update', 'trash', 'restore', 'purge')", name=op.f("record_change_kind_check")
        ),
        sa.PrimaryKeyConstraint("id", name="record_change_pk"),
    )
    op.create_index("record_change_form_idx", "record_change", ["form", "id"], unique=False)
    op.create_index("record_change_record_idx", "record_change", ["form", "record_id", "version"], unique=False)
    op.create_table(
        "role",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("app", sa.Text(), nullable=False, comment="the app that defines it, or platform"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("label", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="role_pk"),
        sa.UniqueConstraint("app", "name", name="role_app_name_key"),
    )
    op.create_table(
        "serial_counter",
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column(
            "period",
            sa.Text(),
            nullable=False,
            comment="when the count began anew, as 2026-11; empty when it never does",
        ),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("form", "field", "period", name="serial_counter_pk"),
    )
    op.create_table(
        "account_identity",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="account_identity_account_id_fk", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("issuer", "subject", name="account_identity_pk"),
        comment="who a person is at an OIDC provider",
    )
    op.create_index("account_identity_account_id_idx", "account_identity", ["account_id"], unique=False)
    op.create_table(
        "account_ticket",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="account_ticket_account_id_fk", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="account_ticket_pk"),
        comment="lets a person choose a password once: an invitation, or a reset",
    )
    op.create_index("account_ticket_account_id_idx", "account_ticket", ["account_id"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="api_token_account_id_fk", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="api_token_pk"),
        sa.UniqueConstraint("token_hash", name="api_token_token_hash_key"),
    )
    op.create_index("api_token_account_id_idx", "api_token", ["account_id"], unique=False)
    op.create_table(
        "app",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "current_version",
            sa.Integer(),
            nullable=True,
            comment="null until it is published, and after it is removed",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name="app_created_by_fk"),
        sa.PrimaryKeyConstraint("id", name="app_pk"),
        sa.UniqueConstraint("name", name="app_name_key"),
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("mentions", sa.ARRAY(sa.Uuid()), server_default=sa.text("'{}'::uuid[]"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="comment_account_id_fk"),
        sa.ForeignKeyConstraint(["parent_id"], ["comment.id"], name="comment_parent_id_fk"),
        sa.PrimaryKeyConstraint("id", name="comment_pk"),
    )
    op.create_index("comment_record_idx", "comment", ["form", "record_id", "id"], unique=False)
    op.create_table(
        "department_member",
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("head", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("main", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("title", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="department_member_account_id_fk", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="department_member_department_id_fk", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("department_id", "account_id", name="department_member_pk"),
    )
    op.create_index("department_member_account_id_idx", "department_member", ["account_id"], unique=False)
    op.create_index(
        "department_member_main_key", "department_member", ["account_id"], unique=True, postgresql_where="main"
    )
    op.create_table(
        "file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False, comment="names the content in the storage"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column(
            "form", sa.Text(), nullable=True, comment="where it belongs; null until a record that names it is saved"
        ),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name="file_created_by_fk"),
        sa.PrimaryKeyConstraint("id", name="file_pk"),
    )
    op.create_index("file_record_idx", "file", ["form", "record_id"], unique=False)
    op.create_index("file_sha256_idx", "file", ["sha256"], unique=False)
    op.create_table(
        "follower",
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="follower_account_id_fk", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("form", "record_id", "account_id", name="follower_pk"),
    )
    op.create_index("follower_account_id_idx", "follower", ["account_id"], unique=False)
    op.create_table(
        "idempotency_key",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_sha256", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True, comment="of the answer; null while the work is going on"),
        sa.Column("answer", postgresql.JSONB(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="idempotency_key_account_id_fk", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "key", name="idempotency_key_pk"),
    )
    op.create_index("idempotency_key_created_at_idx", "idempotency_key", ["created_at"], unique=False)
    op.create_table(
        "notification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("link", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="notification_account_id_fk", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="notification_pk"),
    )
    op.create_index("notification_account_id_idx", "notification", ["account_id", "id"], unique=False)
    op.create_index(
        "notification_unread_idx",
        "notification",
        ["account_id"],
        unique=False,
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("num_nonnulls(account_id, department_id) = 1", name=op.f("role_grant_holder_check")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="role_grant_account_id_fk", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="role_grant_department_id_fk", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["granted_by"], ["account.id"], name="role_grant_granted_by_fk"),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name="role_grant_role_id_fk", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="role_grant_pk"),
        sa.UniqueConstraint(
            "role_id",
            "account_id",
            "department_id",
            name="role_grant_role_id_account_id_department_id_key",
            postgresql_nulls_not_distinct=True,
        ),
        comment="a grant to a department holds for all that are in it or below",
    )
    op.create_index("role_grant_account_id_idx", "role_grant", ["account_id"], unique=False)
    op.create_index("role_grant_department_id_idx", "role_grant", ["department_id"], unique=False)
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="saved_view_account_id_fk", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="saved_view_pk"),
        sa.UniqueConstraint("form", "account_id", "name", name="saved_view_form_account_id_name_key"),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("csrf_secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("address", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="session_account_id_fk", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="session_pk"),
        sa.UniqueConstraint("token_hash", name="session_token_hash_key"),
    )
    op.create_index("session_account_id_idx", "session", ["account_id"], unique=False)
    op.create_table(
        "app_draft",
        sa.Column("app_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=True, comment="the version it started from"),
        sa.Column("revision", sa.Integer(), nullable=False, comment="grows with every save"),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="app_draft_account_id_fk", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="app_draft_app_id_fk", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("app_id", "account_id", name="app_draft_pk"),
    )
    op.create_table(
        "app_version",
        sa.Column("app_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False, comment="of the canonical bytes"),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "restores", sa.Integer(), nullable=True, comment="the earlier version whose content this one has again"
        ),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="app_version_app_id_fk"),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name="app_version_created_by_fk"),
        sa.PrimaryKeyConstraint("app_id", "number", name="app_version_pk"),
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("mapping", postgresql.JSONB(), nullable=False),
        sa.Column("outcome", postgresql.JSONB(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True, comment="how many there are"),
        sa.Column(
            "done", sa.Integer(), server_default=sa.text("0"), nullable=False, comment="how many of them are read"
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("mode IN ('insert', 'update', 'upsert')", name=op.f("import_run_mode_check")),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'refused', 'failed', 'undone')",
            name=op.f("import_run_state_check"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="import_run_account_id_fk"),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name="import_run_file_id_fk"),
        sa.PrimaryKeyConstraint("id", name="import_run_pk"),
    )
    op.create_index("import_run_form_idx", "import_run", ["form", "id"], unique=False)
