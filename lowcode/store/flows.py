"""Running flows in PostgreSQL: an instance is read, and a step of it written by one statement.

Who writes a step says which revision it started from; when another step was written meanwhile nothing is written, and
the step has to be worked again. What belongs to an instance is written only when the instance is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from lowcode.store.statement import Connection, Statement

NEWS: Final = (
    "(SELECT count(*) || ':' || coalesce(max(c.id), 0) || ':' || coalesce(sum(c.id), 0) FROM organisation_change c)"
)
"""What is another text whenever people, departments, roles, substitutes or calendars have changed."""

_COLUMNS: Final = (
    "i.id, i.app, i.flow, i.version, i.form, i.record_id, i.status, i.initiator, i.title, "
    "CAST(i.document AS text) AS document, i.revision, i.caller, i.position, i.depth, i.started_at, i.updated_at, "
    "i.ended_at"
)

INSTANCE: Final = Statement(f"SELECT {_COLUMNS}, {NEWS} AS news FROM flow_instance i WHERE i.id = :id")
"""An instance."""

HELD: Final = Statement(f"SELECT {_COLUMNS}, {NEWS} AS news FROM flow_instance i WHERE i.id = :id FOR UPDATE OF i")
"""An instance, which nobody else changes until the transaction ends."""

NEWS_NOW: Final = Statement(f"SELECT {NEWS}")
"""The present news of people."""

OF_TASK: Final = Statement(
    f"""
    SELECT {_COLUMNS}, {NEWS} AS news, t.key FROM flow_task t JOIN flow_instance i ON i.id = t.instance_id
    WHERE t.id = :id
    """
)
"""The instance of a task, with what the engine calls the task."""

JOURNAL: Final = Statement(
    """
    SELECT CAST(entry AS text) AS entry FROM flow_journal
    WHERE instance_id = :id AND number > CAST(:after AS int) ORDER BY number LIMIT CAST(:most AS int)
    """
)
"""The lines of a journal after one."""

WAITING: Final = Statement(
    """
    SELECT w.instance_id FROM flow_wait w JOIN flow_instance i ON i.id = w.instance_id
    WHERE w.message = :message AND (w.correlation IS NULL OR w.correlation = CAST(:key AS text)) AND i.app = :app
    GROUP BY w.instance_id ORDER BY w.instance_id LIMIT 1000
    """
)
"""The instances of an app that wait for a message which speaks of something."""

CHILDREN: Final = Statement(
    """
    SELECT id FROM flow_instance
    WHERE caller = :caller AND position = CAST(:position AS int) AND ended_at IS NULL ORDER BY id
    """
)
"""The runs that an instance has called for a row and that have not ended."""

RENAME_TIMERS: Final = Statement(
    """
    UPDATE flow_timer t SET node = n.value FROM jsonb_each_text(CAST(:nodes AS jsonb)) AS n
    WHERE t.instance_id = :id AND t.key = n.key AND t.node <> n.value
    """
)
"""Let the timers of an instance tell other nodes."""


@dataclass(frozen=True, slots=True)
class Row:
    """An instance as it is written."""

    id: UUID
    app: str
    flow: str
    version: int
    status: str
    document: str
    """The instance as the engine reads it, as JSON."""
    revision: int
    """The revision that the step started from; 0 for a new instance."""
    started: datetime
    at: datetime
    form: str | None = None
    record_id: UUID | None = None
    initiator: UUID | None = None
    title: str = ""
    caller: UUID | None = None
    position: int | None = None
    depth: int = 0
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """What a step changes besides the instance."""

    tasks: list[dict[str, Any]] = field(default_factory=list)
    """The tasks that are new or have changed, by column."""
    journal: str = "[]"
    """The new lines of the journal, as JSON."""
    timers: list[dict[str, Any]] = field(default_factory=list)
    """The timers that have been set: `key`, `node`, `due_at`."""
    stopped: list[str] = field(default_factory=list)
    """The timers that are over."""
    waits: list[dict[str, Any]] = field(default_factory=list)
    """What is waited for from now on: `key`, `message`, `correlation`."""
    met: list[str] = field(default_factory=list)
    """What is waited for no more."""
    incidents: list[dict[str, Any]] = field(default_factory=list)
    """What has gone wrong: `key`, `node`, `code`, `content`, `at`."""
    resolved: list[str] = field(default_factory=list)
    """What is wrong no more."""
    notices: list[dict[str, Any]] = field(default_factory=list)
    """Whom to tell what: `id`, `account_id`, `kind`, `content`, `link`; their open pages hear of it."""


async def save(connection: Connection, row: Row, parts: Parts) -> bool:
    """Write a step; False when another one was written since its revision."""
    flags = (
        bool(parts.tasks), bool(parts.timers), bool(parts.stopped), bool(parts.waits), bool(parts.met),
        bool(parts.incidents), bool(parts.resolved), bool(parts.notices),
    )  # fmt: skip
    values: list[Any] = [
        row.id, row.app, row.flow, row.version, row.form, row.record_id, row.status, row.initiator, row.title,
        row.document, row.revision, row.caller, row.position, row.depth, row.started, row.at, row.ended, parts.journal,
    ]  # fmt: skip
    more = (
        parts.tasks, parts.timers, parts.stopped, parts.waits, parts.met, parts.incidents, parts.resolved,
        parts.notices,
    )  # fmt: skip
    values += [value for value, flag in zip(more, flags, strict=True) if flag]
    return bool(await connection.fetchval(_step(flags), *values))


_KEPT: Final = """
WITH kept AS (
    INSERT INTO flow_instance AS i (id, app, flow, version, form, record_id, status, initiator, title, document,
        revision, caller, position, depth, started_at, updated_at, ended_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, CAST(CAST($10 AS text) AS jsonb), CAST($11 AS int) + 1, $12, $13, $14,
        $15, $16, $17)
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, status = excluded.status, title = excluded.title,
        document = excluded.document, revision = excluded.revision, updated_at = excluded.updated_at,
        ended_at = excluded.ended_at
    WHERE i.revision = $11
    RETURNING id, app, flow
), journal AS (
    INSERT INTO flow_journal (instance_id, number, entry)
    SELECT kept.id, CAST(e.line->>'number' AS int), e.line
    FROM kept, jsonb_array_elements(CAST(CAST($18 AS text) AS jsonb)) AS e(line)
)"""
_PARTS: Final = (
    """, tasks AS (
    INSERT INTO flow_task AS t (id, instance_id, key, app, flow, node, kind, state, account_id, principal_id,
        candidates, by, outcome, opinion, urged, opened_at, due_at, read_at, closed_at)
    SELECT x.id, kept.id, x.key, kept.app, kept.flow, x.node, x.kind, x.state, x.account_id, x.principal_id,
        x.candidates, x.by, x.outcome, x.opinion, x.urged, x.opened_at, x.due_at, x.read_at, x.closed_at
    FROM kept, jsonb_to_recordset({}) AS x(id uuid, key text, node text, kind text, state text, account_id uuid,
        principal_id uuid, candidates uuid[], by uuid, outcome text, opinion text, urged int, opened_at timestamptz,
        due_at timestamptz, read_at timestamptz, closed_at timestamptz)
    ON CONFLICT (id) DO UPDATE SET node = excluded.node, state = excluded.state, account_id = excluded.account_id,
        principal_id = excluded.principal_id, candidates = excluded.candidates, by = excluded.by,
        outcome = excluded.outcome, opinion = excluded.opinion, urged = excluded.urged, due_at = excluded.due_at,
        read_at = excluded.read_at, closed_at = excluded.closed_at, opened_at = excluded.opened_at
)""",
    """, timers AS (
    INSERT INTO flow_timer (instance_id, key, node, due_at)
    SELECT kept.id, x.key, x.node, x.due_at
    FROM kept, jsonb_to_recordset({}) AS x(key text, node text, due_at timestamptz)
)""",
    ", stopped AS (DELETE FROM flow_timer t USING kept WHERE t.instance_id = kept.id AND t.key = ANY ({}::text[]))",
    """, waits AS (
    INSERT INTO flow_wait (instance_id, key, message, correlation)
    SELECT kept.id, x.key, x.message, x.correlation
    FROM kept, jsonb_to_recordset({}) AS x(key text, message text, correlation text)
)""",
    ", met AS (DELETE FROM flow_wait w USING kept WHERE w.instance_id = kept.id AND w.key = ANY ({}::text[]))",
    """, incidents AS (
    INSERT INTO flow_incident (instance_id, key, node, code, content, at)
    SELECT kept.id, x.key, x.node, x.code, x.content, x.at
    FROM kept, jsonb_to_recordset({}) AS x(key text, node text, code text, content jsonb, at timestamptz)
)""",
    ", resolved AS (DELETE FROM flow_incident c USING kept WHERE c.instance_id = kept.id AND c.key = ANY ({}::text[]))",
    """, told AS (
    INSERT INTO notification (id, account_id, kind, content, link, created_at)
    SELECT x.id, a.id, x.kind, x.content, x.link, $16
    FROM kept, jsonb_to_recordset({}) AS x(id uuid, account_id uuid, kind text, content jsonb, link text)
    JOIN account a ON a.id = x.account_id AND a.status <> 'disabled'
    RETURNING account_id
), heard AS MATERIALIZED (
    SELECT pg_notify('lowcode', CAST(json_build_array(current_schema(), 'live',
        CAST(json_build_object('accounts', json_agg(account_id), 'kind', 'notification') AS text)) AS text))
    FROM told HAVING count(*) > 0
)""",
)


@cache
def _step(flags: tuple[bool, ...]) -> str:
    """Return the statement of a step that changes some parts."""
    text, place = _KEPT, 19
    for part, flag in zip(_PARTS, flags, strict=True):
        if flag:
            text += part.replace("{}", f"${place}" if "::text[]" in part else f"CAST(${place} AS jsonb)")
            place += 1
    heard = ", (SELECT count(*) FROM heard)" if flags[-1] else ""
    return f"{text} SELECT count(*){heard} FROM kept"


def task_id(instance: UUID, key: str) -> UUID:
    """Return the id of a task: the time of its instance, so that new ones stand together, then a digest."""
    mixed = sha256(instance.bytes + key.encode()).digest()
    number = int.from_bytes(instance.bytes[:6] + mixed[:10], "big")
    return UUID(int=(number & ~(0xF << 76) & ~(0x3 << 62)) | (0x8 << 76) | (0x2 << 62))


async def instance_ids(connection: Connection, statement: Statement, **values: Any) -> list[UUID]:
    """Return the instances that a statement finds."""
    return [row[0] for row in await statement.rows(connection, **values)]


def uuids(texts: Iterable[str]) -> list[UUID]:
    """Return those texts that are ids."""
    found = []
    for one in texts:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found
