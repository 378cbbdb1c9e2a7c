"""What was given up of a flow: an event or a call that could not be worked becomes an incident of its instance.

The engine knows nothing of it: the instance stands where it stood, and an administrator lets the job be tried again, or
leaves it out.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from engine_flow.codes import NO_INCIDENT
from lowcode.kernel import clock
from lowcode.kernel.errors import Invalid, NotFound
from lowcode.kernel.names import Label, label
from lowcode.services.actor import ADMINISTRATOR, Actor
from lowcode.services.flow_codes import EVENT_LOST
from lowcode.services.flow_organisation import Company
from lowcode.services.incident_notice import incidents_link, untold
from lowcode.services.notifications import tell
from lowcode.store import jobs
from lowcode.store.database import Database
from lowcode.store.flows import uuids
from lowcode.store.statement import Connection, Statement

_PREFIX: Final = "job:"
_PUT_DOWN: Final = Statement(
    """
    WITH i AS (SELECT id, app, flow, title, document FROM flow_instance WHERE id = :id), put AS (
        INSERT INTO flow_incident AS c (instance_id, key, node, code, content, at)
        SELECT i.id, :key, coalesce(
            (SELECT t.node FROM flow_timer t WHERE t.instance_id = i.id AND t.key = CAST(:timer AS text)),
            i.document->'tokens'->CAST(:token AS text)->>'node', CAST(:node AS text),
            (SELECT one.value->>'node' FROM jsonb_each(i.document->'tokens') AS one ORDER BY one.key LIMIT 1), ''
        ), :code, :content, :at
        FROM i
        ON CONFLICT (instance_id, key) DO UPDATE SET content = excluded.content, at = excluded.at
        RETURNING c.node
    )
    SELECT i.app, i.flow, i.title, put.node FROM i CROSS JOIN put
    """
)
_DROP: Final = Statement("DELETE FROM flow_incident WHERE instance_id = :id AND key = :key RETURNING node")
_TAKEN: Final = Statement(
    """
    SELECT FROM job one JOIN job dead ON dead.kind = one.kind AND dead.key = one.key AND dead.id <> one.id
    WHERE dead.id = :id AND one.state IN ('waiting', 'running')
    """
)
"""Whether another job has taken the place of one that was given up."""


async def put_down(
    connection: Connection, company: Company, job: UUID, instance: UUID, event: Mapping[str, Any], cause: Label
) -> None:
    """Add an incident to an instance whose event or call was given up, and tell the administrators.

    `event` may say where it was: by `timer`, `token`, `key` of an effect, or `node`. Nothing is done for an instance
    that is gone.
    """
    found = EVENT_LOST.report(cause=cause)
    content = {
        "message": found.message.model_dump(mode="json", by_alias=True),
        "hint": found.hint and found.hint.model_dump(mode="json", by_alias=True),
    }
    parts = str(event.get("key") or "").rsplit(":", 3)
    row: Any = await _PUT_DOWN.row(
        connection,
        id=instance,
        key=f"{_PREFIX}{job}",
        timer=event.get("timer"),
        token=event.get("token") or (parts[1] if len(parts) == 4 else None),
        node=event.get("node"),
        code=found.code,
        content=content,
        at=clock.now(),
    )
    if row is None:
        return
    told = {
        "reason": "incident", "app": row["app"], "flow": row["flow"], "title": row["title"], "node": row["node"],
        "label": label(row["flow"], row["flow"]).model_dump(mode="json", by_alias=True), "instance": str(instance),
    }  # fmt: skip
    people = uuids(company.of(row["app"]).administrators())
    link = incidents_link(row["app"], row["flow"])
    await tell(connection, await untold(connection, people, link), "flow", told, link)


REVIVED: Final = Statement(
    """
    DELETE FROM flow_incident
    WHERE key IN (SELECT 'job:' || CAST(one AS text) FROM unnest(CAST(:jobs AS uuid[])) AS one)
    """
)
"""Forget the incidents of jobs that are tried again."""
OF_JOBS: Final = Statement(
    """
    SELECT key, node, code, content, at FROM flow_incident
    WHERE instance_id = :id AND starts_with(key, 'job:') ORDER BY at, key
    """
)
"""What of an instance's jobs was given up."""


def job_of(incident: str) -> UUID | None:
    """Return the job that an incident tells of, None for an incident of the engine."""
    found = uuids([incident.removeprefix(_PREFIX)]) if incident.startswith(_PREFIX) else []
    return found[0] if found else None


async def resolve(
    database: Database,
    connection: Connection,
    actor: Actor,
    instance: UUID,
    incident: str,
    verb: str,
    *,
    opinion: str | None = None,
) -> None:
    """Let a job that was given up be tried again (`retry`), or leave it out (`skip`); for administrators.

    Raises `NotFound` when there is no such incident, `Invalid` for another verb.
    """
    actor.require(ADMINISTRATOR)
    job = job_of(incident)
    if verb not in {"retry", "skip"} or job is None:
        message = "the verb does not fit the incident"
        raise Invalid(message, [NO_INCIDENT.report(incident=incident)])
    if await _DROP.row(connection, id=instance, key=incident) is None:
        message = "there is no such incident"
        raise NotFound(message, [NO_INCIDENT.report(incident=incident)])
    if verb == "skip":
        await jobs.DROP_DEAD.run(connection, id=job)
    elif await _TAKEN.row(connection, id=job) is None:
        await jobs.REVIVE.row(connection, id=job, now=clock.now())
        await database.notify(connection, jobs.TOPIC, "")
    why = {"opinion": opinion} if opinion else {}
    await actor.note(connection, f"flow.event_{verb}", f"instance:{instance}", job=str(job), **why)
