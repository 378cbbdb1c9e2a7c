"""Running flows in PostgreSQL: an instance is read, and a step of it written by one statement.

Who writes a step says which revision it started from; when another step was written meanwhile nothing is written, and
the step has to be worked again. What belongs to an instance is written only when the instance is.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from msgspec import Raw, Struct, field
from msgspec.json import Encoder

from lowcode.store.ids import quick_id
from lowcode.store.statement import Connection, Statement

NEWS: Final = (
    "(SELECT count(*) || ':' || coalesce(max(c.id), 0) || ':' || coalesce(sum(c.id), 0) FROM organisation_change c)"
)
"""What is another text whenever people, departments, roles, substitutes or calendars have changed."""

DROP_NEWS: Final = Statement(
    """
    DELETE FROM organisation_change
    WHERE at < CAST(:before AS timestamptz) AND id < (SELECT max(id) FROM organisation_change)
    """
)
"""Forget old news of people but the last, so that the news never are what they were before."""

_COLUMNS: Final = (
    "i.id, i.app, i.flow, i.version, i.form, i.record_id, i.status, i.initiator, i.title, "
    "CAST(i.document AS text) AS document, i.revision, i.caller, i.position, i.depth, i.started_at, i.updated_at, "
    "i.ended_at"
)

INSTANCE: Final = Statement(f"SELECT {_COLUMNS}, {NEWS} AS news FROM flow_instance i WHERE i.id = :id")
"""An instance."""

HELD: Final = Statement(f"SELECT {_COLUMNS}, {NEWS} AS news FROM flow_instance i WHERE i.id = :id FOR UPDATE OF i")
"""An instance, which nobody else changes until the transaction ends."""

FREE: Final = Statement(
    f"""
    SELECT {_COLUMNS}, {NEWS} AS news FROM flow_instance i
    WHERE i.id = ANY (CAST(:ids AS uuid[])) ORDER BY i.id FOR UPDATE OF i SKIP LOCKED
    """
)
"""Those of some instances that nobody holds; nobody else changes them until the transaction ends."""

NEWS_NOW: Final = Statement(f"SELECT {NEWS}")
"""The present news of people."""

OF_TASKS: Final = Statement(
    f"""
    SELECT {_COLUMNS}, {NEWS} AS news, t.id AS task_id, t.key
    FROM flow_task t JOIN flow_instance i ON i.id = t.instance_id WHERE t.id = ANY (CAST(:tasks AS uuid[]))
    """
)
"""The instances of tasks, with what the engine calls the tasks."""

JOURNAL: Final = Statement(
    """
    SELECT CAST(e.line AS text) AS entry FROM flow_journal j CROSS JOIN LATERAL jsonb_array_elements(
        CASE jsonb_typeof(j.entry) WHEN 'array' THEN j.entry ELSE jsonb_build_array(j.entry) END
    ) AS e(line)
    WHERE j.instance_id = :id AND CAST(e.line->>'number' AS int) > CAST(:after AS int)
    ORDER BY CAST(e.line->>'number' AS int) LIMIT CAST(:most AS int)
    """
)
"""The lines of a journal after one; a step has put down its lines together, and once each by itself."""

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

RENAME_INCIDENTS: Final = Statement(
    """
    UPDATE flow_incident i SET node = n.value FROM jsonb_each_text(CAST(:nodes AS jsonb)) AS n
    WHERE i.instance_id = :id AND i.key = n.key AND i.node <> n.value
    """
)
"""Let the incidents of an instance stand at other nodes."""


class Row(Struct, frozen=True, omit_defaults=True):
    """An instance as it is written, by the names of its columns where those are others."""

    id: UUID
    app: str
    flow: str
    version: int
    status: str
    document: Raw
    """The instance as the engine reads it, as JSON."""
    revision: int
    """The revision that the step started from; 0 for a new instance."""
    started: datetime = field(name="started_at")
    at: datetime = field(name="updated_at")
    form: str | None = None
    record_id: UUID | None = None
    initiator: UUID | None = None
    title: str = ""
    """What it is about."""
    caller: UUID | None = None
    position: int | None = None
    depth: int = 0
    """How many flows called one another to come to it."""
    ended: datetime | None = field(name="ended_at", default=None)
    journal: Raw | None = None
    """The new lines of the journal, as JSON; none when nothing is said."""
    news: str | None = None
    """The news of people that the step was worked out by; when there are others it is not written."""


class TaskRow(Struct, frozen=True, omit_defaults=True):
    """A task as it is written; people who are no accounts stand nowhere."""

    instance_id: str
    id: str
    key: str
    node: str
    kind: str
    state: str
    urged: int
    opened_at: datetime
    account_id: str | None = None
    principal_id: str | None = None
    candidates: list[str] | None = None
    by: str | None = None
    outcome: str | None = None
    opinion: str | None = None
    due_at: datetime | None = None
    read_at: datetime | None = None
    closed_at: datetime | None = None


class Parts(Struct, frozen=True):
    """What a step changes besides the instance; each piece has its instance as `instance_id`."""

    tasks: list[TaskRow] = field(default_factory=list)
    """The tasks that are new or have changed."""
    timers: list[dict[str, Any]] = field(default_factory=list)
    """The timers that have been set: `key`, `node`, `due_at`."""
    stopped: list[dict[str, Any]] = field(default_factory=list)
    """The timers that are over: `key`."""
    waits: list[dict[str, Any]] = field(default_factory=list)
    """What is waited for from now on: `key`, `message`, `correlation`."""
    met: list[dict[str, Any]] = field(default_factory=list)
    """What is waited for no more: `key`."""
    incidents: list[dict[str, Any]] = field(default_factory=list)
    """What has gone wrong: `key`, `node`, `code`, `content`, `at`."""
    resolved: list[dict[str, Any]] = field(default_factory=list)
    """What is wrong no more: `key`."""
    notices: Sequence[dict[str, Any]] = ()
    """Whom to tell what: `id`, `account_id`, `kind`, `content`, `link`."""


class Written(Struct, frozen=True):
    """A step that is to be written."""

    row: Row
    """The instance."""
    parts: Parts
    """What changes besides it."""


async def save(connection: Connection, row: Row, parts: Parts) -> bool:
    """Write a step; False when another one was written since its revision."""
    return bool(await save_all(connection, [Written(row, parts)]))


async def save_all(connection: Connection, steps: Sequence[Written]) -> set[UUID]:
    """Write steps of different instances by one statement, and return the instances whose steps are written.

    A step is not written when another one was since its revision, when somebody else holds its instance, or when there
    are other news of people than those it was worked out by. The other steps are written nevertheless.
    """
    parts = [[piece for one in steps for piece in getattr(one.parts, name)] for name in _PARTS]
    text = _step(tuple(map(bool, parts)))
    given = ([one.row for one in steps], *filter(None, parts))
    found = await connection.fetch(text, *(_JSON.encode(some).decode() for some in given))
    return {row[0] for row in found}


_JSON: Final = Encoder()

# Whoever finds an instance held by somebody else leaves it: one who holds it for long must not hold up the others.
_KEPT: Final = f"""
WITH given AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(CAST(CAST($1 AS text) AS jsonb)) AS g(id uuid, app text, flow text, version int,
        form text, record_id uuid, status text, initiator uuid, title text, document jsonb, revision int, caller uuid,
        position int, depth int, started_at timestamptz, updated_at timestamptz, ended_at timestamptz, journal jsonb,
        news text)
), free AS MATERIALIZED (
    SELECT g.id FROM given g LEFT JOIN LATERAL (
        SELECT TRUE AS found FROM flow_instance i WHERE i.id = g.id AND i.revision = g.revision FOR UPDATE SKIP LOCKED
    ) f ON TRUE
    WHERE (g.revision = 0 OR f.found) AND (g.news IS NULL OR g.news = {NEWS})
), kept AS (
    INSERT INTO flow_instance AS i (id, app, flow, version, form, record_id, status, initiator, title, document,
        revision, caller, position, depth, started_at, updated_at, ended_at)
    SELECT g.id, g.app, g.flow, g.version, g.form, g.record_id, g.status, g.initiator, coalesce(g.title, ''),
        g.document, g.revision + 1, g.caller, g.position, coalesce(g.depth, 0), g.started_at, g.updated_at, g.ended_at
    FROM free JOIN given g ON g.id = free.id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, status = excluded.status, title = excluded.title,
        document = excluded.document, revision = excluded.revision, updated_at = excluded.updated_at,
        ended_at = excluded.ended_at
    WHERE i.revision = excluded.revision - 1
    RETURNING id, app, flow, updated_at
), journal AS (
    INSERT INTO flow_journal (instance_id, number, entry)
    SELECT kept.id, CAST(g.journal->0->>'number' AS int), g.journal
    FROM kept JOIN given g ON g.id = kept.id WHERE g.journal->0 IS NOT NULL
)"""
_PARTS: Final[Mapping[str, str]] = {
    "tasks": """, tasks AS (
    INSERT INTO flow_task AS t (id, instance_id, key, app, flow, node, kind, state, account_id, principal_id,
        candidates, by, outcome, opinion, urged, opened_at, due_at, read_at, closed_at)
    SELECT x.id, kept.id, x.key, kept.app, kept.flow, x.node, x.kind, x.state, x.account_id, x.principal_id,
        x.candidates, x.by, x.outcome, x.opinion, x.urged, x.opened_at, x.due_at, x.read_at, x.closed_at
    FROM kept JOIN jsonb_to_recordset({}) AS x(instance_id uuid, id uuid, key text, node text, kind text, state text,
        account_id uuid, principal_id uuid, candidates uuid[], by uuid, outcome text, opinion text, urged int,
        opened_at timestamptz, due_at timestamptz, read_at timestamptz, closed_at timestamptz)
        ON x.instance_id = kept.id
    ON CONFLICT (id) DO UPDATE SET node = excluded.node, state = excluded.state, account_id = excluded.account_id,
        principal_id = excluded.principal_id, candidates = excluded.candidates, by = excluded.by,
        outcome = excluded.outcome, opinion = excluded.opinion, urged = excluded.urged, due_at = excluded.due_at,
        read_at = excluded.read_at, closed_at = excluded.closed_at, opened_at = excluded.opened_at
)""",
    "timers": """, timers AS (
    INSERT INTO flow_timer (instance_id, key, node, due_at)
    SELECT kept.id, x.key, x.node, x.due_at
    FROM kept JOIN jsonb_to_recordset({}) AS x(instance_id uuid, key text, node text, due_at timestamptz)
        ON x.instance_id = kept.id
)""",
    "stopped": """, stopped AS (
    DELETE FROM flow_timer t USING kept, jsonb_to_recordset({}) AS x(instance_id uuid, key text)
    WHERE x.instance_id = kept.id AND t.instance_id = kept.id AND t.key = x.key
)""",
    "waits": """, waits AS (
    INSERT INTO flow_wait (instance_id, key, message, correlation)
    SELECT kept.id, x.key, x.message, x.correlation
    FROM kept JOIN jsonb_to_recordset({}) AS x(instance_id uuid, key text, message text, correlation text)
        ON x.instance_id = kept.id
)""",
    "met": """, met AS (
    DELETE FROM flow_wait w USING kept, jsonb_to_recordset({}) AS x(instance_id uuid, key text)
    WHERE x.instance_id = kept.id AND w.instance_id = kept.id AND w.key = x.key
)""",
    "incidents": """, incidents AS (
    INSERT INTO flow_incident (instance_id, key, node, code, content, at)
    SELECT kept.id, x.key, x.node, x.code, x.content, x.at
    FROM kept JOIN jsonb_to_recordset({}) AS x(instance_id uuid, key text, node text, code text, content jsonb,
        at timestamptz) ON x.instance_id = kept.id
)""",
    "resolved": """, resolved AS (
    DELETE FROM flow_incident c USING kept, jsonb_to_recordset({}) AS x(instance_id uuid, key text)
    WHERE x.instance_id = kept.id AND c.instance_id = kept.id AND c.key = x.key
)""",
    "notices": """, told AS (
    INSERT INTO notification (id, account_id, kind, content, link, created_at)
    SELECT x.id, a.id, x.kind, x.content, x.link, kept.updated_at
    FROM kept JOIN jsonb_to_recordset({}) AS x(instance_id uuid, id uuid, account_id uuid, kind text, content jsonb,
        link text) ON x.instance_id = kept.id
    JOIN account a ON a.id = x.account_id AND a.status <> 'disabled'
)""",
}
"""What is written of the parts of a step; nothing of those that it has not."""


@cache
def _step(flags: tuple[bool, ...]) -> str:
    """Return the statement of steps that change some parts."""
    text, place = _KEPT, 2
    for words, flag in zip(_PARTS.values(), flags, strict=True):
        if flag:
            text += words.replace("{}", f"CAST(CAST(${place} AS text) AS jsonb)")
            place += 1
    return f"{text} SELECT id FROM kept"


@lru_cache(maxsize=20_000)
def task_id(instance: UUID, key: str) -> UUID:
    """Return the id of a task: the time of its instance, so that new ones stand together, then a digest."""
    mixed = sha256(instance.bytes + key.encode()).digest()
    number = int.from_bytes(instance.bytes[:6] + mixed[:10], "big")
    return quick_id(((number & ~(0xF << 76) & ~(0x3 << 62)) | (0x8 << 76) | (0x2 << 62)).to_bytes(16, "big"))


async def instance_ids(connection: Connection, statement: Statement, **values: Any) -> list[UUID]:
    """Return the instances that a statement finds."""
    return [row[0] for row in await statement.rows(connection, **values)]


@lru_cache(maxsize=20_000)
def task_text(instance: str, key: str) -> str:
    """Return the id of a task as text, by the id of its instance as text."""
    return str(task_id(quick_id(instance), key))


def uuids(texts: Iterable[str]) -> list[UUID]:
    """Return those texts that are ids."""
    return [found for one in texts if (found := _uuid(one)) is not None]


@lru_cache(maxsize=20_000)
def _uuid(text: str) -> UUID | None:
    """Return the id of a text, None when it is none; the same few people are asked again and again."""
    try:
        return quick_id(text)
    except ValueError:
        return None
