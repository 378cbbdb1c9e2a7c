"""The tables of the platform itself, alike in every workspace: a PostgreSQL schema that the search path names.

Ids are UUIDv7 (`lowcode.store.ids`), times are `timestamptz`. What is append-only is guarded by a trigger that the
migrations make. Tables of forms are no part of this: publishing makes them.
"""

from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

METADATA: Final = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    }
)
"""All tables of the platform; constraints are named, so that migrations can name them too."""

APPEND_ONLY: Final = ("app_version", "audit_entry", "flow_journal", "record_change")
"""Tables whose rows nobody changes or removes."""

_TIME = DateTime(timezone=True)


def _id() -> Column[Any]:
    """Return the key of a table, made by the product."""
    return Column("id", Uuid, primary_key=True)


def _at(name: str, *, optional: bool = False) -> Column[Any]:
    """Return an instant."""
    return Column(name, _TIME, nullable=optional)


def _text(name: str, *, default: str | None = None, optional: bool = False, **more: Any) -> Column[Any]:
    """Return a text; `default` is what rows have that say nothing."""
    server = None if default is None else text(f"'{default}'")
    return Column(name, Text, nullable=optional, server_default=server, **more)


def _ref(name: str, target: str, *, optional: bool = False, on_delete: str | None = None, **more: Any) -> Column[Any]:
    """Return a reference to the key of another table."""
    return Column(name, Uuid, ForeignKey(f"{target}.id", ondelete=on_delete), nullable=optional, **more)


def _flag(name: str) -> Column[Any]:
    """Return a truth value that is false unless said otherwise."""
    return Column(name, Boolean, nullable=False, server_default=text("false"))


def _json(name: str, *, optional: bool = False, comment: str | None = None) -> Column[Any]:
    """Return a JSON document."""
    return Column(name, JSONB, nullable=optional, comment=comment)


def _one_of(column: str, *words: str) -> CheckConstraint:
    """Return the constraint that a text is one of some words."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(word) for word in words)})", name=column)


# --- people ----------------------------------------------------------------------------------------------------------

account = Table(
    "account",
    METADATA,
    _id(),
    _text("name", unique=True, comment="what one signs in with, in lower case"),
    _text("display_name"),
    _text("email", optional=True, unique=True, comment="in lower case"),
    _text("password_hash", optional=True, comment="argon2id; null until the invitation is taken, or with OIDC alone"),
    _text("status"),
    _text("language", default="zh-CN"),
    _text("time_zone", default="Asia/Shanghai"),
    _ref("manager_id", "account", optional=True, comment="when it is not the head of the department"),
    _at("created_at"),
    _at("updated_at"),
    _at("password_changed_at", optional=True),
    Column(
        "mail_notices", Boolean, nullable=False, server_default=text("true"), comment="whether notices come by mail"
    ),
    _one_of("status", "invited", "active", "disabled"),
    CheckConstraint("manager_id <> id", name="manager"),
)

account_identity = Table(
    "account_identity",
    METADATA,
    _text("issuer", primary_key=True),
    _text("subject", primary_key=True),
    _ref("account_id", "account", on_delete="CASCADE", index=True),
    _at("created_at"),
    comment="who a person is at an OIDC provider",
)

account_ticket = Table(
    "account_ticket",
    METADATA,
    Column("token_hash", LargeBinary, primary_key=True),
    _ref("account_id", "account", on_delete="CASCADE", index=True),
    _at("created_at"),
    _at("expires_at"),
    comment="lets a person choose a password once: an invitation, or a reset",
)

session = Table(
    "session",
    METADATA,
    _id(),
    _ref("account_id", "account", on_delete="CASCADE", index=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("csrf_secret", LargeBinary, nullable=False),
    _at("created_at"),
    _at("expires_at"),
    _at("last_seen_at"),
    _text("agent", default=""),
    _text("address", default=""),
)

api_token = Table(
    "api_token",
    METADATA,
    _id(),
    _ref("account_id", "account", on_delete="CASCADE", index=True),
    _text("name"),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("scopes", ARRAY(Text), nullable=False),
    _at("created_at"),
    _at("expires_at"),
    _at("last_used_at", optional=True),
)

login_attempt = Table(
    "login_attempt",
    METADATA,
    _text("key", primary_key=True, comment="a name, an address, or both"),
    Column("failures", Integer, nullable=False),
    _at("last_at"),
    _at("blocked_until"),
)

department = Table(
    "department",
    METADATA,
    _id(),
    _text("name"),
    _ref("parent_id", "department", optional=True),
    Column("path", Text(collation="C"), nullable=False, comment="the ids from the top, each followed by a slash"),
    Column("position", Integer, nullable=False, server_default=text("0")),
    _at("created_at"),
    UniqueConstraint("parent_id", "name", postgresql_nulls_not_distinct=True),
    UniqueConstraint("path"),
)

department_member = Table(
    "department_member",
    METADATA,
    _ref("department_id", "department", on_delete="CASCADE", primary_key=True),
    _ref("account_id", "account", on_delete="CASCADE", primary_key=True, index=True),
    _flag("head"),
    _flag("main"),
    _text("title", default=""),
)
Index(
    "department_member_main_key", department_member.c.account_id, unique=True, postgresql_where=department_member.c.main
)

role = Table(
    "role",
    METADATA,
    _id(),
    _text("app", comment="the app that defines it, or platform"),
    _text("name"),
    _json("label"),
    UniqueConstraint("app", "name"),
)

role_grant = Table(
    "role_grant",
    METADATA,
    _id(),
    _ref("role_id", "role", on_delete="CASCADE"),
    _ref("account_id", "account", optional=True, on_delete="CASCADE", index=True),
    _ref("department_id", "department", optional=True, on_delete="CASCADE", index=True),
    _ref("granted_by", "account", optional=True),
    _at("granted_at"),
    CheckConstraint("num_nonnulls(account_id, department_id) = 1", name="holder"),
    UniqueConstraint("role_id", "account_id", "department_id", postgresql_nulls_not_distinct=True),
    comment="a grant to a department holds for all that are in it or below",
)

# --- apps ------------------------------------------------------------------------------------------------------------

app = Table(
    "app",
    METADATA,
    _id(),
    _text("name", unique=True),
    Column("current_version", Integer, nullable=True, comment="null until it is published, and after it is removed"),
    _at("created_at"),
    _ref("created_by", "account", optional=True),
)

app_version = Table(
    "app_version",
    METADATA,
    _ref("app_id", "app", primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _json("content"),
    _text("sha256", comment="of the canonical bytes"),
    _ref("created_by", "account", optional=True),
    _at("created_at"),
    _text("note", default=""),
    Column("restores", Integer, nullable=True, comment="the earlier version whose content this one has again"),
)

app_draft = Table(
    "app_draft",
    METADATA,
    _ref("app_id", "app", on_delete="CASCADE", primary_key=True),
    _ref("account_id", "account", on_delete="CASCADE", primary_key=True),
    _json("content"),
    Column("base_version", Integer, nullable=True, comment="the version it started from"),
    Column("revision", Integer, nullable=False, comment="grows with every save"),
    _at("updated_at"),
)

# --- what happened ---------------------------------------------------------------------------------------------------

audit_entry = Table(
    "audit_entry",
    METADATA,
    _id(),
    _at("at"),
    Column("account_id", Uuid, nullable=True, comment="who did it; null for the product itself"),
    _text("action", comment="what happened, as account.created"),
    _text("subject", comment="what it happened to, as account:<id>"),
    _json("details"),
    _text("address", default=""),
    _text("request", default=""),
    Index("audit_entry_subject_idx", "subject", "id"),
    Index("audit_entry_account_id_idx", "account_id", "id"),
    Index("audit_entry_action_idx", "action", "id"),
)

record_change = Table(
    "record_change",
    METADATA,
    _id(),
    _at("at"),
    _text("form", comment="as crm.lead"),
    Column("record_id", Uuid, nullable=False),
    Column("version", BigInteger, nullable=False, comment="the record's version after the change"),
    _text("kind"),
    _json("changes"),
    Column("account_id", Uuid, nullable=True),
    _json("cause"),
    _one_of("kind", "create", "update", "trash", "restore", "purge"),
    Index("record_change_record_idx", "form", "record_id", "version"),
    Index("record_change_form_idx", "form", "id"),
)

# --- around records --------------------------------------------------------------------------------------------------

file = Table(
    "file",
    METADATA,
    _id(),
    _text("sha256", index=True, comment="names the content in the storage"),
    _text("name"),
    _text("media_type"),
    Column("size", BigInteger, nullable=False),
    _text("form", optional=True, comment="where it belongs; null until a record that names it is saved"),
    Column("record_id", Uuid, nullable=True),
    _text("field", optional=True),
    _at("created_at"),
    _ref("created_by", "account", optional=True),
    Index("file_record_idx", "form", "record_id"),
)

comment = Table(
    "comment",
    METADATA,
    _id(),
    _text("form"),
    Column("record_id", Uuid, nullable=False),
    _ref("parent_id", "comment", optional=True),
    _ref("account_id", "account"),
    _text("body"),
    Column("mentions", ARRAY(Uuid), nullable=False, server_default=text("'{}'::uuid[]")),
    _at("created_at"),
    _at("edited_at", optional=True),
    _at("removed_at", optional=True),
    _text("part", optional=True, comment="what it is about within, as a chart of a dashboard"),
    Index("comment_record_idx", "form", "record_id", "id"),
)

follower = Table(
    "follower",
    METADATA,
    _text("form", primary_key=True),
    Column("record_id", Uuid, primary_key=True),
    _ref("account_id", "account", on_delete="CASCADE", primary_key=True, index=True),
    _at("created_at"),
)

notification = Table(
    "notification",
    METADATA,
    _id(),
    _ref("account_id", "account", on_delete="CASCADE"),
    _text("kind"),
    _json("content"),
    _text("link", default=""),
    _at("created_at"),
    _at("read_at", optional=True),
    _at("mailed_at", optional=True),
    Index("notification_account_id_idx", "account_id", "id"),
)
Index("notification_unread_idx", notification.c.account_id, postgresql_where=notification.c.read_at.is_(None))

saved_view = Table(
    "saved_view",
    METADATA,
    _id(),
    _text("form"),
    _ref("account_id", "account", on_delete="CASCADE"),
    _flag("shared"),
    _text("name"),
    _json("content"),
    Column("position", Integer, nullable=False, server_default=text("0")),
    _at("created_at"),
    _at("updated_at"),
    UniqueConstraint("form", "account_id", "name"),
)

record_draft = Table(
    "record_draft",
    METADATA,
    _id(),
    _ref("account_id", "account", on_delete="CASCADE"),
    _text("form"),
    Column("record_id", Uuid, nullable=True, comment="null for a record that is yet to be created"),
    Column("version", Integer, nullable=True, comment="of the record when the change began"),
    _json("content"),
    _at("created_at"),
    _at("updated_at"),
    UniqueConstraint("account_id", "form", "record_id", postgresql_nulls_not_distinct=True),
    comment="what somebody has entered and not saved",
)

record_stale = Table(
    "record_stale",
    METADATA,
    Column("job_id", Uuid, primary_key=True, comment="the job that computes them anew"),
    Column("form", Text, primary_key=True),
    Column("record_id", Uuid, primary_key=True),
    Column("fields", ARRAY(Text), nullable=False),
    _flag("later"),
    Index("record_stale_form_record_id_idx", "form", "record_id"),
    comment="records whose stored values are not up to date, until a job has computed them anew",
)

import_run = Table(
    "import_run",
    METADATA,
    _id(),
    _text("form"),
    _ref("account_id", "account", optional=True),
    _ref("file_id", "file", optional=True),
    _text("mode"),
    _text("state"),
    _json("mapping"),
    _json("outcome", optional=True),
    Column("rows", Integer, nullable=True, comment="how many there are"),
    Column("done", Integer, nullable=False, server_default=text("0"), comment="how many of them are read"),
    _at("created_at"),
    _at("finished_at", optional=True),
    _one_of("mode", "insert", "update", "upsert"),
    _one_of("state", "waiting", "running", "done", "refused", "failed", "undone"),
    Index("import_run_form_idx", "form", "id"),
)

idempotency_key = Table(
    "idempotency_key",
    METADATA,
    _ref("account_id", "account", on_delete="CASCADE", primary_key=True),
    _text("key", primary_key=True),
    _text("request_sha256"),
    Column("status", Integer, nullable=True, comment="of the answer; null while the work is going on"),
    _json("answer", optional=True),
    _at("created_at"),
    Index("idempotency_key_created_at_idx", "created_at"),
)

serial_counter = Table(
    "serial_counter",
    METADATA,
    _text("form", primary_key=True),
    _text("field", primary_key=True),
    _text("period", primary_key=True, comment="when the count began anew, as 2026-11; empty when it never does"),
    Column("value", BigInteger, nullable=False),
)

# --- work for later --------------------------------------------------------------------------------------------------

worker = Table(
    "worker",
    METADATA,
    _id(),
    _text("host"),
    Column("process", Integer, nullable=False),
    _at("started_at"),
    _at("seen_at"),
    comment="processes that do jobs; one that is not seen for a while is dead, and its jobs are given to others",
)

job = Table(
    "job",
    METADATA,
    _id(),
    _text("kind"),
    _text("key", optional=True, comment="no two unfinished jobs of a kind have the same"),
    _json("arguments"),
    _text("state", default="waiting"),
    Column("priority", Integer, nullable=False, server_default=text("1")),
    _at("run_at"),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("max_attempts", Integer, nullable=False),
    _text("lane", optional=True, comment="jobs of a lane are done one after the other, in the order of their ids"),
    Column("claimed_by", Uuid, nullable=True, comment="the worker that does it"),
    _at("claimed_at", optional=True),
    _flag("again"),
    _flag("cancelling"),
    _json("error", optional=True),
    _json("progress", optional=True),
    _json("result", optional=True),
    Column("account_id", Uuid, nullable=True, comment="on whose behalf; null for the product itself"),
    _json("cause", optional=True),
    _at("created_at"),
    _at("finished_at", optional=True),
    _one_of("state", "waiting", "running", "done", "dead", "cancelled"),
    CheckConstraint("priority BETWEEN 0 AND 2", name="priority"),
    Index("job_kind_idx", "kind", "id"),
    Index("job_account_id_idx", "account_id", "id", postgresql_where=text("account_id IS NOT NULL")),
)
_WAITING: Final = job.c.state == "waiting"
_RUNNING: Final = job.c.state == "running"
Index("job_due_idx", job.c.priority, job.c.run_at, job.c.id, postgresql_where=_WAITING)
Index("job_running_idx", job.c.claimed_by, postgresql_where=_RUNNING)
Index("job_dead_idx", job.c.id, postgresql_where=job.c.state == "dead")
Index("job_finished_idx", job.c.finished_at, postgresql_where=job.c.finished_at.is_not(None))
Index(
    "job_key_key",
    job.c.kind,
    job.c.key,
    unique=True,
    postgresql_where=text("key IS NOT NULL AND finished_at IS NULL"),
)
Index(
    "job_lane_idx",
    job.c.lane,
    job.c.id,
    postgresql_where=text("lane IS NOT NULL AND finished_at IS NULL"),
)
Index(
    "job_lane_key",
    job.c.lane,
    unique=True,
    postgresql_where=text("lane IS NOT NULL AND state = 'running'"),
)

schedule = Table(
    "schedule",
    METADATA,
    _text("app", primary_key=True, comment="whose it is, or platform"),
    _text("name", primary_key=True),
    _text("cron", comment="minute, hour, day of the month, month, day of the week"),
    _text("zone", comment="the time zone that it is read in"),
    _text("kind", comment="of the job"),
    _json("arguments"),
    _at("next_at"),
    _at("last_at", optional=True),
    Column("last_job_id", Uuid, nullable=True),
    Index("schedule_next_at_idx", "next_at"),
)

effect_run = Table(
    "effect_run",
    METADATA,
    _text("key", primary_key=True, comment="names one effect for ever, so that it is never carried out twice"),
    _text("kind"),
    _text("state"),
    _json("result", optional=True),
    _json("error", optional=True),
    _json("cause"),
    _text("app", default=""),
    Column("job_id", Uuid, nullable=True, comment="the job that carries it out, when it is not done at once"),
    _at("at"),
    _at("finished_at", optional=True),
    _one_of("state", "queued", "done", "failed"),
    Index("effect_run_at_idx", "at"),
)

connection = Table(
    "connection",
    METADATA,
    _id(),
    _text("name", unique=True),
    _text("kind"),
    _json("settings"),
    Column("secret", LargeBinary, nullable=True, comment="encrypted by LOWCODE_SECRET"),
    _at("created_at"),
    _at("updated_at"),
    comment="systems that the product speaks to",
)

hook = Table(
    "hook",
    METADATA,
    _id(),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    _text("app"),
    _text("name"),
    Column("secret", LargeBinary, nullable=True, comment="what callers sign by, encrypted by LOWCODE_SECRET"),
    _ref("created_by", "account", optional=True),
    _at("created_at"),
    _at("last_at", optional=True),
    UniqueConstraint("app", "name"),
    comment="addresses that other systems call",
)

todo = Table(
    "todo",
    METADATA,
    _id(),
    _ref("account_id", "account", on_delete="CASCADE"),
    _json("title", comment="a text, or one for each language"),
    _json("details"),
    _text("form", optional=True, comment="the record that it is about, as crm.lead"),
    Column("record_id", Uuid, nullable=True),
    _at("due_at", optional=True),
    _json("cause"),
    _at("created_at"),
    _at("done_at", optional=True),
    Index("todo_record_idx", "form", "record_id"),
    Index("todo_account_id_idx", "account_id", "id"),
)
Index("todo_open_idx", todo.c.account_id, todo.c.due_at, postgresql_where=todo.c.done_at.is_(None))
