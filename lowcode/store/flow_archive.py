"""The archive of flows in PostgreSQL: instances that ended long ago, each as one compressed row with its journal."""

from datetime import datetime
from typing import Final
from uuid import UUID

from lowcode.store.flows import NEWS, task_id
from lowcode.store.statement import Connection, Statement

_MOST: Final = 200
"""How many instances are archived by one transaction."""
_ALLOW: Final = Statement("SELECT set_config('lowcode.archiving', 'on', TRUE)")
_MOVE: Final = Statement(
    """
    WITH old AS MATERIALIZED (
        SELECT i.* FROM flow_instance i
        WHERE i.ended_at < CAST(:before AS timestamptz)
            AND NOT EXISTS (SELECT FROM flow_incident c WHERE c.instance_id = i.id)
            AND NOT EXISTS (SELECT FROM flow_instance p WHERE p.id = i.caller AND p.ended_at IS NULL)
        ORDER BY i.ended_at LIMIT CAST(:most AS int) FOR UPDATE SKIP LOCKED
    ), kept AS (
        INSERT INTO flow_archive (id, app, flow, version, form, record_id, status, initiator, title, document, journal,
            caller, position, depth, started_at, updated_at, ended_at, archived_at)
        SELECT o.id, o.app, o.flow, o.version, o.form, o.record_id, o.status, o.initiator, o.title, o.document,
            coalesce((
                SELECT jsonb_agg(e.line ORDER BY CAST(e.line->>'number' AS int))
                FROM flow_journal j CROSS JOIN LATERAL jsonb_array_elements(
                    CASE jsonb_typeof(j.entry) WHEN 'array' THEN j.entry ELSE jsonb_build_array(j.entry) END
                ) AS e(line) WHERE j.instance_id = o.id
            ), CAST('[]' AS jsonb)),
            o.caller, o.position, o.depth, o.started_at, o.updated_at, o.ended_at, CAST(:now AS timestamptz)
        FROM old o RETURNING id
    ), tasks AS (DELETE FROM flow_task t USING kept WHERE t.instance_id = kept.id
    ), journals AS (DELETE FROM flow_journal j USING kept WHERE j.instance_id = kept.id
    ), timers AS (DELETE FROM flow_timer t USING kept WHERE t.instance_id = kept.id
    ), waits AS (DELETE FROM flow_wait w USING kept WHERE w.instance_id = kept.id)
    DELETE FROM flow_instance i USING kept WHERE i.id = kept.id
    """
)

INSTANCE: Final = Statement(
    f"""
    SELECT i.id, i.app, i.flow, i.version, i.form, i.record_id, i.status, i.initiator, i.title,
        CAST(i.document AS text) AS document, 0 AS revision, i.caller, i.position, i.depth, i.started_at, i.updated_at,
        i.ended_at, {NEWS} AS news, CAST(i.journal AS text) AS journal, 0 AS incidents,
        (SELECT a.display_name FROM account a WHERE a.id = i.initiator) AS initiator_name
    FROM flow_archive i WHERE i.id = :id
    """
)
"""An instance of the archive, with its journal."""


_OF_TIME: Final = Statement(
    """
    SELECT i.id, k.key FROM flow_archive i CROSS JOIN LATERAL jsonb_object_keys(i.document->'tasks') AS k(key)
    WHERE i.id BETWEEN CAST(:first AS uuid) AND CAST(:last AS uuid) LIMIT 20000
    """
)
"""The tasks of the instances of the archive that began within some time."""
_REST: Final = (1 << 80) - 1
"""The part of a key that does not tell the time."""


async def task_of(connection: Connection, task: UUID) -> tuple[UUID, str] | None:
    """Return the instance of the archive that a task belongs to, and what the engine calls the task.

    The key of a task begins with the time of its instance: those that began in that millisecond are looked through.
    """
    span = {"first": UUID(int=task.int & ~_REST), "last": UUID(int=task.int | _REST)}
    for row in await _OF_TIME.rows(connection, **span):
        if task_id(row["id"], row["key"]) == task:
            return row["id"], row["key"]
    return None


async def archive(connection: Connection, before: datetime, now: datetime) -> int:
    """Move some instances that ended before an instant into the archive, in a transaction; return how many they were.

    One with an incident stays, and one that another, which has not ended, has called.
    """
    await _ALLOW.row(connection)
    return await _MOVE.run(connection, before=before, now=now, most=_MOST)
