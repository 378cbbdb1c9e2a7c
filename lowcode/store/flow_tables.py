"""The tables of running flows: instances, their tasks, journals, timers, waits and incidents; substitutes; calendars.

What a step writes has no foreign keys: an instance is written by one statement, which is right as a whole, and the
checks would cost more than the writing. A row of the journal holds the lines of one step as a list, under the number
of the first; earlier versions have put down each line by itself.
"""

from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from lowcode.store.tables import METADATA as PLATFORM

METADATA: Final = PLATFORM
"""All tables of the platform, these among them."""

_TIME: Final = DateTime(timezone=True)


def _key() -> tuple[Column[Any], Column[Any]]:
    """Return the key of what belongs to an instance."""
    return Column("instance_id", Uuid, primary_key=True), Column("key", Text, primary_key=True)


flow_instance = Table(
    "flow_instance",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("app", Text, nullable=False),
    Column("flow", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="the version of the app whose flow it runs"),
    Column("form", Text, nullable=True, comment="as crm.lead"),
    Column("record_id", Uuid, nullable=True),
    Column("status", Text, nullable=False),
    Column("initiator", Uuid, nullable=True),
    Column("title", Text, nullable=False, server_default=text("''")),
    Column("document", JSONB, nullable=False, comment="the instance as the engine reads it, without its journal"),
    Column("revision", Integer, nullable=False, comment="grows with every step"),
    Column("caller", Uuid, nullable=True, comment="the instance that called it"),
    Column("position", Integer, nullable=True, comment="the row for which the caller called it"),
    Column("depth", Integer, nullable=False, server_default=text("0"), comment="how many flows have led to it"),
    Column("started_at", _TIME, nullable=False),
    Column("updated_at", _TIME, nullable=False),
    Column("ended_at", _TIME, nullable=True),
    CheckConstraint(
        "status IN ('new', 'running', 'suspended', 'completed', 'rejected', 'withdrawn', 'terminated', 'failed')",
        name="status",
    ),
    # Each step writes the row anew: with room on its page no index is touched, and the table does not grow.
    postgresql_with={"fillfactor": 70},
)
Index("flow_instance_record_idx", flow_instance.c.record_id, postgresql_where=flow_instance.c.record_id.is_not(None))
Index("flow_instance_initiator_idx", flow_instance.c.initiator, flow_instance.c.id)
Index("flow_instance_flow_idx", flow_instance.c.app, flow_instance.c.flow, flow_instance.c.id)
Index(
    "flow_instance_running_idx",
    flow_instance.c.app,
    flow_instance.c.flow,
    flow_instance.c.version,
    postgresql_where=flow_instance.c.ended_at.is_(None),
)
Index("flow_instance_ended_idx", flow_instance.c.ended_at, postgresql_where=flow_instance.c.ended_at.is_not(None))
Index("flow_instance_caller_idx", flow_instance.c.caller, postgresql_where=flow_instance.c.caller.is_not(None))

flow_task = Table(
    "flow_task",
    METADATA,
    Column("id", Uuid, primary_key=True, comment="worked out of the instance and the key"),
    Column("instance_id", Uuid, nullable=False, index=True),
    Column("key", Text, nullable=False, comment="what the engine calls it"),
    Column("app", Text, nullable=False),
    Column("flow", Text, nullable=False),
    Column("node", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("account_id", Uuid, nullable=True, comment="who is asked; null until somebody claims it"),
    Column("principal_id", Uuid, nullable=True, comment="for whom that person stands in"),
    Column("candidates", ARRAY(Uuid), nullable=True, comment="who may claim it"),
    Column("by", Uuid, nullable=True, comment="who decided"),
    Column("outcome", Text, nullable=True),
    Column("opinion", Text, nullable=True),
    Column("urged", Integer, nullable=False, server_default=text("0")),
    Column("opened_at", _TIME, nullable=False),
    Column("due_at", _TIME, nullable=True, comment="the next time limit of its node"),
    Column("read_at", _TIME, nullable=True),
    Column("closed_at", _TIME, nullable=True),
    CheckConstraint("kind IN ('approval', 'work', 'copy', 'question')", name="kind"),
    CheckConstraint("state IN ('planned', 'open', 'held', 'done', 'cancelled')", name="state"),
)
_OPEN: Final = (flow_task.c.state == "open") & (flow_task.c.kind != "copy")
Index("flow_task_mine_idx", flow_task.c.account_id, flow_task.c.opened_at, flow_task.c.id, postgresql_where=_OPEN)
Index(
    "flow_task_principal_idx",
    flow_task.c.principal_id,
    flow_task.c.opened_at,
    flow_task.c.id,
    postgresql_where=_OPEN & flow_task.c.principal_id.is_not(None),
)
Index(
    "flow_task_pool_idx",
    flow_task.c.candidates,
    postgresql_using="gin",
    postgresql_where=_OPEN & flow_task.c.account_id.is_(None),
)
Index(
    "flow_task_done_idx",
    flow_task.c.by,
    flow_task.c.closed_at,
    flow_task.c.id,
    postgresql_where=(flow_task.c.state == "done") & (flow_task.c.kind != "copy"),
)
Index(
    "flow_task_copy_idx",
    flow_task.c.account_id,
    flow_task.c.opened_at,
    flow_task.c.id,
    postgresql_where=flow_task.c.kind == "copy",
)
Index("flow_task_node_idx", flow_task.c.app, flow_task.c.flow, flow_task.c.node, flow_task.c.opened_at)

flow_journal = Table(
    "flow_journal",
    METADATA,
    Column("instance_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("entry", JSONB, nullable=False, comment="what happened, as the engine tells and replays it"),
)

flow_archive = Table(
    "flow_archive",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("app", Text, nullable=False),
    Column("flow", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("form", Text, nullable=True),
    Column("record_id", Uuid, nullable=True),
    Column("status", Text, nullable=False),
    Column("initiator", Uuid, nullable=True),
    Column("title", Text, nullable=False),
    Column("document", JSONB, nullable=False),
    Column("journal", JSONB, nullable=False, comment="its lines, in order"),
    Column("caller", Uuid, nullable=True),
    Column("position", Integer, nullable=True),
    Column("depth", Integer, nullable=False),
    Column("started_at", _TIME, nullable=False),
    Column("updated_at", _TIME, nullable=False),
    Column("ended_at", _TIME, nullable=False),
    Column("archived_at", _TIME, nullable=False),
    Index("flow_archive_flow_idx", "app", "flow", "id"),
    Index("flow_archive_initiator_idx", "initiator", "id"),
    Index("flow_archive_record_idx", "record_id"),
    comment="instances that ended long ago",
    # What is read once in years is compressed as soon as it can be.
    postgresql_with={"toast_tuple_target": 256},
)

flow_timer = Table(
    "flow_timer",
    METADATA,
    *_key(),
    Column("node", Text, nullable=False),
    Column("due_at", _TIME, nullable=False, index=True),
)

flow_wait = Table(
    "flow_wait",
    METADATA,
    *_key(),
    Column("message", Text, nullable=False),
    Column("correlation", Text, nullable=True, comment="what the message has to speak of; null lets every one pass"),
    Index("flow_wait_message_idx", "message", "correlation"),
)

flow_incident = Table(
    "flow_incident",
    METADATA,
    *_key(),
    Column("node", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("content", JSONB, nullable=False, comment="what went wrong and what to do, in all languages"),
    Column("at", _TIME, nullable=False),
    Index("flow_incident_at_idx", "at"),
)

substitution = Table(
    "substitution",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("person", Uuid, ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("substitute", Uuid, ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("starts", _TIME, nullable=True),
    Column("ends", _TIME, nullable=True),
    Column("flows", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]"), comment="as crm.approval"),
    Column("note", Text, nullable=False, server_default=text("''")),
    Column("created_by", Uuid, ForeignKey("account.id"), nullable=True),
    Column("created_at", _TIME, nullable=False),
    CheckConstraint("person <> substitute", name="others"),
    Index("substitution_person_idx", "person"),
    Index("substitution_substitute_idx", "substitute"),
    comment="who stands in for whom",
)

working_calendar = Table(
    "working_calendar",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("content", JSONB, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("updated_by", Uuid, ForeignKey("account.id"), nullable=True),
    Column("updated_at", _TIME, nullable=False),
    comment="working hours that are not those that the product brings",
)

organisation_change = Table(
    "organisation_change",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", _TIME, nullable=False, server_default=text("now()")),
    comment="a row for every change of people, departments, roles or calendars, so that processes see their news",
)
