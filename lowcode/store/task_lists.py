"""Lists of tasks and instances: each page follows one index, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import asyncpg

from lowcode.store.bound import Bound
from lowcode.store.statement import Connection, Statement

TaskList = Literal["mine", "pool", "done", "copies"]
"""What somebody is asked for, what they might claim, what they decided, and what they were given notice of."""

_OPEN: Final = "t.state = 'open' AND t.kind <> 'copy'"
_TASK: Final = (
    "t.id, t.instance_id, t.key, t.app, t.flow, t.node, t.kind, t.state, t.account_id, t.principal_id, t.candidates, "
    "t.by, t.outcome, t.opinion, t.urged, t.opened_at, t.due_at, t.read_at, t.closed_at"
)
_OF_INSTANCE: Final = (
    "i.version, i.form, i.record_id, i.title, i.status, i.initiator, i.started_at, "
    "(SELECT a.display_name FROM account a WHERE a.id = i.initiator) AS initiator_name, "
    # Somebody waits for the person: a delegate, who decides nothing, or who was added to sign first.
    "EXISTS (SELECT FROM flow_task h WHERE h.instance_id = t.instance_id AND h.node = t.node AND h.state = 'held') "
    "AS waited_for"
)
_TIME: Final = {"mine": "opened_at", "pool": "opened_at", "done": "closed_at", "copies": "opened_at"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks of a list."""

    account: UUID
    """Whose list it is."""
    app: str | None = None
    flow: str | None = None
    kind: str | None = None
    search: str = ""
    """What the title of the record contains."""
    unread: bool = False
    """Only those that nobody has looked at."""
    overdue_at: datetime | None = None
    """Only those whose time limit was before an instant."""
    oldest_first: bool = False
    after: tuple[datetime, UUID] | None = None
    """The time and id of the last one of the page before."""
    limit: int = 50
    form: str | None = None
    """Only those about records of a form, as `crm.lead`."""


async def tasks(connection: Connection, name: TaskList, wanted: Wanted) -> list[asyncpg.Record]:
    """Return the tasks of a page, with their instances, and one more if there is one."""
    bound = Bound()
    account = bound.put(wanted.account)
    own = {
        "mine": [f"t.account_id = {account}::uuid AND {_OPEN}",
                 f"t.principal_id = {account}::uuid AND {_OPEN} AND t.principal_id IS NOT NULL"],
        "pool": [f"t.candidates @> ARRAY[{account}::uuid] AND t.account_id IS NULL AND {_OPEN}"],
        "done": [f"t.by = {account}::uuid AND t.state = 'done' AND t.kind <> 'copy'"],
        "copies": [f"t.account_id = {account}::uuid AND t.kind = 'copy'"],
    }[name]  # fmt: skip
    time = _TIME[name]
    more = _filters(wanted, bound, time)
    ordering = f"{time}{'' if wanted.oldest_first else ' DESC'}, id{'' if wanted.oldest_first else ' DESC'}"
    limit = bound.put(wanted.limit + 1)
    searching = wanted.search.strip() != "" or wanted.form is not None
    join = "JOIN flow_instance i ON i.id = t.instance_id" if searching else ""
    parts = [
        f"(SELECT {_TASK} FROM flow_task t {join} WHERE {' AND '.join([one, *more])} ORDER BY t.{time}"
        f"{'' if wanted.oldest_first else ' DESC'}, t.id{'' if wanted.oldest_first else ' DESC'} LIMIT {limit}::int)"
        for one in own
    ]
    text = (
        f"SELECT {_TASK}, {_OF_INSTANCE} FROM ({' UNION '.join(parts)}) AS t "
        f"JOIN flow_instance i ON i.id = t.instance_id "
        f"ORDER BY t.{ordering.replace(', id', ', t.id')} LIMIT {limit}::int"
    )
    return await connection.fetch(*bound.over(text))


def _filters(wanted: Wanted, bound: Bound, time: str) -> list[str]:
    """Return the further conditions of a list."""
    found = []
    for column, value in (("app", wanted.app), ("flow", wanted.flow), ("kind", wanted.kind)):
        if value is not None:
            found.append(f"t.{column} = {bound.put(value)}::text")
    if wanted.unread:
        found.append("t.read_at IS NULL")
    if wanted.overdue_at is not None:
        found.append(f"t.due_at < {bound.put(wanted.overdue_at)}::timestamptz")
    if wanted.search.strip():
        found.append(f"position(lower({bound.put(wanted.search.strip())}::text) in lower(i.title)) > 0")
    if wanted.form is not None:
        found.append(f"i.form = {bound.put(wanted.form)}::text")
    if wanted.after is not None:
        sign = ">" if wanted.oldest_first else "<"
        at, id_ = wanted.after
        found.append(f"(t.{time}, t.id) {sign} ({bound.put(at)}::timestamptz, {bound.put(id_)}::uuid)")
    return found


COUNTS: Final = Statement(
    f"""
    SELECT
        (SELECT count(*) FROM (
            SELECT t.id FROM flow_task t WHERE t.account_id = :account AND {_OPEN}
            UNION SELECT t.id FROM flow_task t
            WHERE t.principal_id = :account AND {_OPEN} AND t.principal_id IS NOT NULL LIMIT 1000) AS found) AS mine,
        (SELECT count(*) FROM (
            SELECT FROM flow_task t
            WHERE t.candidates @> ARRAY[CAST(:account AS uuid)] AND t.account_id IS NULL AND {_OPEN} LIMIT 1000
        ) AS found) AS pool,
        (SELECT count(*) FROM (
            SELECT FROM flow_task t WHERE t.account_id = :account AND t.kind = 'copy' AND t.read_at IS NULL LIMIT 1000
        ) AS found) AS copies
    """
)
"""How many tasks somebody has, might claim, and how many copies are unread; up to 1,000 each."""

_INSTANCE: Final = (
    "i.id, i.app, i.flow, i.version, i.form, i.record_id, i.title, i.status, i.initiator, i.started_at, i.updated_at, "
    "i.ended_at, (SELECT a.display_name FROM account a WHERE a.id = i.initiator) AS initiator_name"
)


@dataclass(frozen=True, slots=True)
class WantedInstances:
    """Which instances."""

    initiator: UUID | None = None
    record_id: UUID | None = None
    app: str | None = None
    flow: str | None = None
    status: str | None = None
    """`running`, how it ended, or `over` for all that have ended."""
    search: str = ""
    incidents: bool = False
    """Only those in which something went wrong."""
    person: UUID | None = None
    """Only those that somebody began, or that wait for them."""
    node: str | None = None
    """Only those that wait for people at a step."""
    asked: UUID | None = None
    """Only those that wait for somebody."""
    overdue_at: datetime | None = None
    """Only those that wait for somebody whose time limit was before an instant."""
    ended_since: datetime | None = None
    """Only those that have ended since an instant."""
    before: datetime | None = None
    """Only those that began before an instant."""
    archived: bool = False
    """Those in the archive, instead of the others."""
    after: UUID | None = None
    limit: int = 50


async def instances(connection: Connection, wanted: WantedInstances) -> list[asyncpg.Record]:
    """Return the instances of a page, the newest first, and one more if there is one."""
    bound = Bound()
    parts = ["TRUE"]
    for column, value, kind in (
        ("initiator", wanted.initiator, "uuid"),
        ("record_id", wanted.record_id, "uuid"),
        ("app", wanted.app, "text"),
        ("flow", wanted.flow, "text"),
    ):
        if value is not None:
            parts.append(f"i.{column} = {bound.put(value)}::{kind}")
    if wanted.status == "over":
        parts.append("i.ended_at IS NOT NULL")
    elif wanted.status == "running":
        parts.append("i.ended_at IS NULL")
    elif wanted.status is not None:
        parts.append(f"i.status = {bound.put(wanted.status)}::text")
    if wanted.search.strip():
        parts.append(f"position(lower({bound.put(wanted.search.strip())}::text) in lower(i.title)) > 0")
    if wanted.incidents:
        parts.append("EXISTS (SELECT FROM flow_incident c WHERE c.instance_id = i.id)")
    parts += _of_tasks(wanted, bound)
    if wanted.ended_since is not None:
        parts.append(f"i.ended_at >= {bound.put(wanted.ended_since)}::timestamptz")
    if wanted.before is not None:
        parts.append(f"i.started_at <= {bound.put(wanted.before)}::timestamptz")
    if wanted.after is not None:
        parts.append(f"i.id < {bound.put(wanted.after)}::uuid")
    table = "flow_archive" if wanted.archived else "flow_instance"
    text = (
        f"SELECT {_INSTANCE}, (SELECT count(*) FROM flow_incident c WHERE c.instance_id = i.id) AS incidents "
        f"FROM {table} i WHERE {' AND '.join(parts)} ORDER BY i.id DESC LIMIT {bound.put(wanted.limit + 1)}::int"
    )
    return await connection.fetch(*bound.over(text))


def _of_tasks(wanted: WantedInstances, bound: Bound) -> list[str]:
    """Return the conditions of a list of instances that speak of whom they wait for."""
    parts = []
    waiting = "SELECT FROM flow_task t WHERE t.instance_id = i.id AND t.state = 'open' AND t.kind <> 'copy'"
    if wanted.person is not None:
        person = bound.put(wanted.person)
        asked = f"t.account_id = {person}::uuid OR t.principal_id = {person}::uuid"
        parts.append(f"(i.initiator = {person}::uuid OR EXISTS ({waiting} AND ({asked})))")
    at_task = []
    if wanted.node is not None:
        at_task.append(f"t.node = {bound.put(wanted.node)}::text")
    if wanted.asked is not None:
        at_task.append(f"t.account_id = {bound.put(wanted.asked)}::uuid")
    if wanted.overdue_at is not None:
        at_task.append(f"t.due_at < {bound.put(wanted.overdue_at)}::timestamptz")
    if at_task:
        parts.append(f"EXISTS ({' AND '.join([waiting, *at_task])})")
    return parts


OPEN_OF: Final = Statement(
    """
    SELECT t.id, t.instance_id, t.node, t.kind, t.opened_at, t.account_id, t.candidates,
        (SELECT a.display_name FROM account a WHERE a.id = t.account_id) AS person_name
    FROM flow_task t WHERE t.instance_id = ANY (CAST(:ids AS uuid[])) AND t.state = 'open' AND t.kind <> 'copy'
    ORDER BY t.opened_at, t.id
    """
)
"""The open tasks of instances."""

INCIDENTS: Final = Statement(
    """
    SELECT c.instance_id AS instance, c.key, c.node, c.code, c.content, c.at, i.app, i.flow, i.version, i.title
    FROM flow_incident c JOIN flow_instance i ON i.id = c.instance_id
    WHERE (CAST(:app AS text) IS NULL OR i.app = :app) AND (CAST(:flow AS text) IS NULL OR i.flow = :flow)
        AND (CAST(:node AS text) IS NULL OR c.node = :node)
        AND (CAST(:before AS timestamptz) IS NULL
            OR (c.at, c.instance_id, c.key) < (:before, CAST(:instance AS uuid), CAST(:key AS text)))
    ORDER BY c.at DESC, c.instance_id DESC, c.key DESC LIMIT CAST(:most AS int)
    """
)
"""What went wrong and waits for an administrator, the newest first: of a flow and step, and before one of them."""

INCIDENT_PLACES: Final = Statement(
    """
    SELECT i.app, i.flow, c.node, max(i.version) AS version, count(*) AS count
    FROM flow_incident c JOIN flow_instance i ON i.id = c.instance_id
    GROUP BY i.app, i.flow, c.node ORDER BY count DESC, i.app, i.flow, c.node LIMIT 200
    """
)
"""At which steps of which flows something went wrong, and how often."""

INCIDENTS_SINCE: Final = Statement(
    """
    SELECT count(DISTINCT instance_id) FROM flow_incident
    WHERE instance_id = ANY (CAST(:instances AS uuid[])) AND at >= CAST(:since AS timestamptz)
    """
)
"""In how many of some instances something went wrong since an instant."""

INCIDENTS_OF: Final = Statement(
    """
    SELECT count(*) FROM flow_incident c JOIN flow_instance i ON i.id = c.instance_id
    WHERE i.app = :app AND i.flow = :flow
    """
)
"""How much went wrong in a flow and waits for an administrator."""

RUNNING_OF: Final = Statement(
    """
    SELECT id FROM flow_instance
    WHERE app = :app AND flow = :flow AND version = CAST(:version AS int) AND ended_at IS NULL
        AND (CAST(:ids AS uuid[]) IS NULL OR id = ANY (CAST(:ids AS uuid[])))
        AND (CAST(:after AS uuid) IS NULL OR id > :after)
    ORDER BY id LIMIT CAST(:most AS int)
    """
)
"""The instances that run a version of a flow: of some if wanted, behind one of them."""

VERSIONS_OF: Final = Statement(
    """
    SELECT version, count(*) AS count FROM flow_instance
    WHERE app = :app AND flow = :flow AND ended_at IS NULL GROUP BY version ORDER BY version
    """
)
"""How many instances run which version of a flow."""

UNFINISHED_OF: Final = Statement(
    """
    SELECT DISTINCT t.instance_id FROM flow_task t JOIN flow_instance i ON i.id = t.instance_id
    WHERE i.ended_at IS NULL AND t.state IN ('planned', 'open', 'held') AND t.kind <> 'copy'
        AND (t.account_id = :person OR t.principal_id = :person OR t.candidates @> ARRAY[CAST(:person AS uuid)])
    UNION
    SELECT i.id FROM flow_instance i
    WHERE i.ended_at IS NULL AND jsonb_path_exists(
        i.document, '$.chosen.*[*] ? (@ == $person)', jsonb_build_object('person', CAST(CAST(:person AS uuid) AS text))
    )
    ORDER BY instance_id
    """
)
"""The instances in which somebody has something to do, or was chosen for what is to come."""

_OPEN_NOW: Final = """
    SELECT t.node, t.account_id, t.opened_at, t.due_at FROM flow_instance i JOIN flow_task t ON t.instance_id = i.id
    WHERE i.app = :app AND i.flow = :flow AND i.ended_at IS NULL AND t.state = 'open' AND t.kind <> 'copy'
"""
"""The tasks of a flow that are open now, whenever they were opened."""

NODES: Final = Statement(
    f"""
    WITH now AS (
        SELECT o.node, count(*) AS waiting, count(*) FILTER (WHERE o.due_at < CAST(:now AS timestamptz)) AS overdue,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY EXTRACT(epoch FROM CAST(:now AS timestamptz) - o.opened_at))
                AS age,
            CAST(sum(EXTRACT(epoch FROM CAST(:now AS timestamptz) - o.opened_at)) AS double precision) AS waited
        FROM ({_OPEN_NOW}) AS o GROUP BY o.node
    ), past AS (
        SELECT t.node, count(*) AS count,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY EXTRACT(epoch FROM t.closed_at - t.opened_at))
                FILTER (WHERE t.state = 'done') AS p50,
            percentile_cont(0.95) WITHIN GROUP (ORDER BY EXTRACT(epoch FROM t.closed_at - t.opened_at))
                FILTER (WHERE t.state = 'done') AS p95
        FROM flow_task t
        WHERE t.app = :app AND t.flow = :flow AND t.kind <> 'copy' AND t.opened_at >= CAST(:since AS timestamptz)
            AND t.state IN ('done', 'open', 'held')
        GROUP BY t.node
    )
    SELECT coalesce(now.node, past.node) AS node, coalesce(past.count, 0) AS count, past.p50, past.p95,
        coalesce(now.waiting, 0) AS waiting, coalesce(now.overdue, 0) AS overdue, now.age,
        coalesce(now.waited, 0) AS waited
    FROM now FULL JOIN past ON past.node = now.node
    """
)
"""For each node of a flow: how many tasks wait now, how many of them are late, and the seconds that they have waited;
how often people were asked since an instant, and the seconds that it took them."""

LOAD: Final = Statement(
    f"""
    WITH now AS (
        SELECT o.account_id, count(*) AS waiting,
            count(*) FILTER (WHERE o.due_at < CAST(:now AS timestamptz)) AS overdue
        FROM ({_OPEN_NOW}) AS o WHERE o.account_id IS NOT NULL GROUP BY o.account_id
    ), past AS (
        SELECT t.account_id, count(*) AS done FROM flow_task t
        WHERE t.app = :app AND t.flow = :flow AND t.kind <> 'copy' AND t.opened_at >= CAST(:since AS timestamptz)
            AND t.state = 'done' AND t.account_id IS NOT NULL
        GROUP BY t.account_id
    )
    SELECT a.id AS account, a.display_name AS name, coalesce(now.waiting, 0) AS waiting,
        coalesce(now.overdue, 0) AS overdue, coalesce(past.done, 0) AS done
    FROM now FULL JOIN past ON past.account_id = now.account_id
    JOIN account a ON a.id = coalesce(now.account_id, past.account_id)
    ORDER BY waiting DESC, done DESC, a.display_name LIMIT 100
    """
)
"""How much the people of a flow have to do now, and have done since an instant, whoever has most to do first."""

ENDS: Final = Statement(
    """
    SELECT status, count(*) AS count,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY EXTRACT(epoch FROM ended_at - started_at)) AS p50,
        percentile_cont(0.95) WITHIN GROUP (ORDER BY EXTRACT(epoch FROM ended_at - started_at)) AS p95,
        CAST(NULL AS double precision) AS age
    FROM flow_instance WHERE app = :app AND flow = :flow AND ended_at >= CAST(:since AS timestamptz) GROUP BY status
    UNION ALL
    SELECT status, count(*), NULL, NULL,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY EXTRACT(epoch FROM CAST(:now AS timestamptz) - started_at))
    FROM flow_instance WHERE app = :app AND flow = :flow AND ended_at IS NULL GROUP BY status
    ORDER BY age NULLS LAST, status
    """
)
"""How many instances of a flow run now, and for how many seconds half of them have; how many have ended how since an
instant, and the seconds that they took."""


def page(rows: Sequence[Any], limit: int) -> tuple[list[Any], bool]:
    """Return the rows of a page, and whether there are more."""
    return list(rows[:limit]), len(rows) > limit
