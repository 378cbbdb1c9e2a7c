"""Jobs: work for later, kept in PostgreSQL, put there in the transaction of what asks for it, done by workers.

A job waits until its time, is claimed by one worker, and ends as done, dead (it failed too often) or cancelled.
Whoever ends a job shows the attempt that it was claimed for, so that a worker that was thought dead ends nothing. Jobs
of one lane are done one after the other, in the order of their ids; one that waits to be tried again holds up its lane.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from lowcode.kernel import clock
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection, Statement

TOPIC: Final = "job"
"""What is notified when a job is put down that may be done at once."""
HIGH: Final = 2
"""The priority of what somebody waits for."""
NORMAL: Final = 1
"""The priority of most."""
LOW: Final = 0
"""The priority of what has time, as tidying up."""
ATTEMPTS: Final = 8
"""How often a job is tried unless its kind says otherwise."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job that is to be put down."""

    kind: str
    """Which kind does it: a file of `lowcode/services/jobs`."""
    arguments: dict[str, Any] = field(default_factory=dict)
    """What the kind takes, as JSON."""
    key: str | None = None
    """While one of the kind with the same key is unfinished, no other is put down; one that runs is done once more."""
    lane: str | None = None
    """Jobs of a lane are done one after the other, in the order in which they were put down."""
    run_at: datetime | None = None
    """The instant before which it is not done; now if nothing is said."""
    priority: int = NORMAL
    """`HIGH`, `NORMAL` or `LOW`."""
    max_attempts: int = ATTEMPTS
    """How often it is tried before it is dead."""
    account_id: UUID | None = None
    """On whose behalf; None for the product itself."""
    cause: dict[str, Any] | None = None
    """What asked for it, as the history of records tells it."""
    id: UUID | None = None
    """Its key; made when it is put down if nothing is said."""


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """A job that a worker does."""

    id: UUID
    """Its key."""
    kind: str
    """Which kind does it."""
    arguments: dict[str, Any]
    """What the kind takes."""
    attempt: int
    """Which try it is, from 1."""
    max_attempts: int
    """How many there are."""
    worker: UUID
    """Who does it."""
    account_id: UUID | None
    """On whose behalf."""
    cause: dict[str, Any] | None
    """What asked for it."""
    lane: str | None
    """Its lane."""
    key: str | None
    """What it is the only one of."""


async def enqueue(connection: Connection, *jobs: NewJob) -> list[UUID]:
    """Put down jobs in the caller's transaction, wake a worker once it is committed, and return their keys.

    For a job whose key is taken by an unfinished one, that one's key is returned. Without a transaction around it, the
    jobs are put down at once.
    """
    now = clock.now()
    given = [replace(one, id=one.id or new_id()) for one in jobs]
    unique: dict[tuple[str, str], NewJob] = {}
    for one in given:
        unique.setdefault(_identity(one), one)
    rows = [_row(one, now) for one in unique.values()]
    if not rows:
        return []
    found = await _ADD.rows(connection, jobs=rows, now=now)
    ids = dict(zip(unique, (row["id"] for row in found), strict=True))
    return [ids[_identity(one)] for one in given]


async def claim(connection: Connection, worker: UUID, most: int, kinds: Sequence[str] | None = None) -> list[Claim]:
    """Return jobs that are due, now the worker's to do; of one lane at most one. None of `kinds` means all kinds."""
    given = None if kinds is None else list(kinds)
    for _ in range(3):
        try:
            found = await _CLAIM.rows(connection, now=clock.now(), worker=worker, most=most, kinds=given)
        except asyncpg.UniqueViolationError:
            # Another worker has taken a job of the same lane in this very moment.
            continue
        return [_claim(row) for row in found]
    return []


async def finish(connection: Connection, job: Claim, result: Any = None) -> bool:
    """Mark a job as done, in the caller's transaction; False when it is not the worker's any more."""
    return bool(await _DONE.run(connection, **_fence(job), now=clock.now(), result=result))


async def finish_all(connection: Connection, jobs: Sequence[Claim]) -> bool:
    """Mark jobs as done, in the caller's transaction; False when one of them is not the worker's any more."""
    mine = [{"id": str(one.id), "worker": str(one.worker), "attempt": one.attempt} for one in jobs]
    return await _ALL_DONE.run(connection, jobs=mine, now=clock.now()) == len(mine)


async def retry(connection: Connection, job: Claim, error: dict[str, Any], at: datetime | None) -> bool:
    """Let a job be tried again at an instant, or give it up when there is none; False when it is not the worker's."""
    return bool(await _FAIL.run(connection, **_fence(job), now=clock.now(), at=at, error=error))


async def release(connection: Connection, jobs: Iterable[Claim]) -> None:
    """Give jobs back that were not done, as if they had not been claimed."""
    for job in jobs:
        await _RELEASE.run(connection, **_fence(job))


async def cancelled(connection: Connection, job: Claim) -> bool:
    """Mark a job that was stopped half-way as cancelled; False when it is not the worker's any more."""
    return bool(await _CANCELLED.run(connection, **_fence(job), now=clock.now()))


async def rescue(connection: Connection, silent_seconds: float) -> int:
    """Give the jobs of workers that have been silent for so long to others, and return how many jobs they were."""
    now = clock.now()
    rescued = await _RESCUE.run(connection, now=now, silent=silent_seconds)
    await _FORGET_WORKERS.run(connection, silent=silent_seconds)
    if rescued:
        await _WAKE.run(connection)
    return rescued


def _identity(job: NewJob) -> tuple[str, str]:
    """Return what makes two jobs the same: their key, or else nothing."""
    return job.kind, job.key if job.key is not None else f"\0{job.id}"


def _fence(job: Claim) -> dict[str, Any]:
    """Return what shows that a job is still the worker's."""
    return {"id": job.id, "worker": job.worker, "attempt": job.attempt}


def _row(job: NewJob, now: datetime) -> dict[str, Any]:
    """Return a job as the statement reads it."""
    return {
        "id": str(job.id),
        "kind": job.kind,
        "key": job.key,
        "arguments": job.arguments,
        "priority": job.priority,
        "run_at": (job.run_at or now).isoformat(),
        "max_attempts": job.max_attempts,
        "lane": job.lane,
        "account_id": None if job.account_id is None else str(job.account_id),
        "cause": job.cause,
    }


def _claim(row: asyncpg.Record) -> Claim:
    """Return a row as what the worker gets."""
    return Claim(
        row["id"],
        row["kind"],
        row["arguments"],
        row["attempts"],
        row["max_attempts"],
        row["claimed_by"],
        row["account_id"],
        row["cause"],
        row["lane"],
        row["key"],
    )


# Statements that are modified by a WITH are always run to their end, so that the waking needs no round trip of its own;
# notifications of one transaction that are alike are sent as one.
_ADD: Final = Statement(
    """
    WITH given AS (
        SELECT x.*, w.position
        FROM jsonb_array_elements(CAST(:jobs AS jsonb)) WITH ORDINALITY AS w(job, position)
        CROSS JOIN LATERAL jsonb_to_record(w.job) AS x(id uuid, kind text, key text, arguments jsonb, priority int,
            run_at timestamptz, max_attempts int, lane text, account_id uuid, cause jsonb)
    ), added AS (
        INSERT INTO job AS j
            (id, kind, key, arguments, priority, run_at, max_attempts, lane, account_id, cause, created_at)
        SELECT id, kind, key, arguments, priority, run_at, max_attempts, lane, account_id,
            nullif(cause, CAST('null' AS jsonb)), CAST(:now AS timestamptz)
        FROM given ORDER BY position
        ON CONFLICT (kind, key) WHERE key IS NOT NULL AND finished_at IS NULL DO UPDATE SET
            again = j.again OR j.state = 'running', run_at = least(j.run_at, excluded.run_at),
            priority = greatest(j.priority, excluded.priority)
        RETURNING j.id, j.kind, j.key, j.run_at
    ), woken AS MATERIALIZED (
        SELECT pg_notify('lowcode', CAST(json_build_array(current_schema(), 'job', '') AS text))
        FROM (SELECT 1 FROM added WHERE run_at <= :now LIMIT 1) AS due
    )
    SELECT a.id, (SELECT count(*) FROM woken) AS woken
    FROM given g JOIN added a ON a.id = g.id OR (a.kind = g.kind AND a.key = g.key)
    ORDER BY g.position
    """
)

_WAKE: Final = Statement("SELECT pg_notify('lowcode', CAST(json_build_array(current_schema(), 'job', '') AS text))")

# Each level of priority is looked at only when the one above has not filled the batch, along one index.
_CLAIM: Final = Statement(
    """
    WITH due AS (
        SELECT found.id FROM (VALUES (2), (1), (0)) AS level(priority) CROSS JOIN LATERAL (
            SELECT w.id FROM job w
            WHERE w.state = 'waiting' AND w.priority = level.priority AND w.run_at <= CAST(:now AS timestamptz)
                AND (CAST(:kinds AS text[]) IS NULL OR w.kind = ANY (CAST(:kinds AS text[])))
                AND (w.lane IS NULL OR NOT EXISTS (
                    SELECT FROM job o WHERE o.lane = w.lane AND o.finished_at IS NULL
                        AND (o.id < w.id OR o.state = 'running')
                ))
            ORDER BY w.run_at, w.id LIMIT CAST(:most AS int) FOR UPDATE SKIP LOCKED
        ) AS found
        LIMIT CAST(:most AS int)
    )
    UPDATE job AS j SET state = 'running', attempts = j.attempts + 1, claimed_by = :worker, claimed_at = :now
    FROM due WHERE j.id = due.id
    RETURNING j.*
    """
)

_MINE: Final = "id = :id AND state = 'running' AND claimed_by = :worker AND attempts = :attempt"

_DONE: Final = Statement(
    f"""
    UPDATE job SET state = CASE WHEN again THEN 'waiting' ELSE 'done' END, result = CAST(:result AS jsonb),
        finished_at = CASE WHEN again THEN NULL ELSE CAST(:now AS timestamptz) END, again = FALSE, error = NULL,
        attempts = CASE WHEN again THEN 0 ELSE attempts END, claimed_by = NULL, cancelling = FALSE
    WHERE {_MINE}
    """
)

_ALL_DONE: Final = Statement(
    """
    UPDATE job AS j SET state = CASE WHEN j.again THEN 'waiting' ELSE 'done' END, result = NULL,
        finished_at = CASE WHEN j.again THEN NULL ELSE CAST(:now AS timestamptz) END, again = FALSE, error = NULL,
        attempts = CASE WHEN j.again THEN 0 ELSE j.attempts END, claimed_by = NULL, cancelling = FALSE
    FROM jsonb_to_recordset(CAST(:jobs AS jsonb)) AS x(id uuid, worker uuid, attempt int)
    WHERE j.id = x.id AND j.state = 'running' AND j.claimed_by = x.worker AND j.attempts = x.attempt
    """
)

_FAIL: Final = Statement(
    f"""
    UPDATE job SET error = CAST(:error AS jsonb), claimed_by = NULL,
        run_at = coalesce(CAST(:at AS timestamptz), run_at),
        state = CASE WHEN CAST(:at AS timestamptz) IS NULL THEN 'dead' WHEN cancelling THEN 'cancelled'
            ELSE 'waiting' END,
        finished_at = CASE WHEN CAST(:at AS timestamptz) IS NULL OR cancelling THEN CAST(:now AS timestamptz) END
    WHERE {_MINE}
    """
)

_RELEASE: Final = Statement(
    f"UPDATE job SET state = 'waiting', attempts = attempts - 1, claimed_by = NULL, claimed_at = NULL WHERE {_MINE}"
)

GIVE_BACK: Final = Statement(
    """
    WITH given AS (
        UPDATE job AS j SET state = 'waiting', attempts = j.attempts - 1, claimed_by = NULL, claimed_at = NULL
        FROM jsonb_to_recordset(CAST(:jobs AS jsonb)) AS x(id uuid, attempt int)
        WHERE j.id = x.id AND j.state = 'running' AND j.claimed_by = :worker AND j.attempts = x.attempt
        RETURNING j.id
    ), woken AS MATERIALIZED (
        SELECT pg_notify('lowcode', CAST(json_build_array(current_schema(), 'job', '') AS text))
        FROM (SELECT 1 FROM given LIMIT 1) AS first
    )
    SELECT (SELECT count(*) FROM given) AS jobs, (SELECT count(*) FROM woken) AS woken
    """
)
"""Let jobs wait again whose claims a worker never heard of; gives how many they are."""

_CANCELLED: Final = Statement(
    f"""
    UPDATE job SET state = 'cancelled', claimed_by = NULL, finished_at = CAST(:now AS timestamptz) WHERE {_MINE}
    """
)

# A job whose worker dies each time must not take one worker after the other with it: the attempt counts, and whoever
# claims it after the last one gives it up.
_RESCUE: Final = Statement(
    """
    UPDATE job AS j SET claimed_by = NULL, run_at = CAST(:now AS timestamptz),
        state = CASE WHEN j.cancelling THEN 'cancelled' ELSE 'waiting' END,
        finished_at = CASE WHEN j.cancelling THEN CAST(:now AS timestamptz) END,
        error = jsonb_build_object('code', 'worker-died', 'message', 'the worker has died', 'at', CAST(:now AS text))
    WHERE j.state = 'running' AND NOT EXISTS (
        SELECT FROM worker w WHERE w.id = j.claimed_by
            AND w.seen_at > clock_timestamp() - make_interval(secs => CAST(:silent AS double precision))
    )
    """
)
_FORGET_WORKERS: Final = Statement(
    """
    DELETE FROM worker w
    WHERE w.seen_at < clock_timestamp() - make_interval(secs => 2 * CAST(:silent AS double precision))
        AND NOT EXISTS (SELECT FROM job j WHERE j.claimed_by = w.id AND j.state = 'running')
    """
)

BEAT: Final = Statement(
    """
    INSERT INTO worker AS w (id, host, process, started_at, seen_at)
    VALUES (:id, :host, :process, clock_timestamp(), clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp()
    """
)
"""Let a worker be seen."""

LEAVE: Final = Statement("DELETE FROM worker WHERE id = :id")
"""Let a worker that does nothing any more be forgotten."""

WORKERS: Final = Statement(
    """
    SELECT w.id, w.host, w.process, w.started_at, w.seen_at,
        (SELECT count(*) FROM job j WHERE j.claimed_by = w.id AND j.state = 'running') AS running
    FROM worker w ORDER BY w.started_at
    """
)
"""The workers that were seen lately."""

MINE: Final = Statement("SELECT id, attempts, cancelling FROM job WHERE claimed_by = :worker AND state = 'running'")
"""What a worker does, as the others see it."""

NEXT: Final = Statement(
    """
    SELECT min(first.run_at) FROM (VALUES (2), (1), (0)) AS level(priority) CROSS JOIN LATERAL (
        SELECT w.run_at FROM job w
        WHERE w.state = 'waiting' AND w.priority = level.priority AND w.run_at > CAST(:now AS timestamptz)
        ORDER BY w.run_at LIMIT 1
    ) AS first
    """
)
"""The instant at which the next job becomes due."""

PROGRESS: Final = Statement(
    f"UPDATE job SET progress = CAST(:progress AS jsonb) WHERE {_MINE} RETURNING cancelling, account_id"
)
"""Say how far a job is, and tell whether somebody wants it to stop."""

ASK_TO_STOP: Final = Statement(
    """
    UPDATE job SET cancelling = TRUE, state = CASE WHEN state = 'waiting' THEN 'cancelled' ELSE state END,
        finished_at = CASE WHEN state = 'waiting' THEN CAST(:now AS timestamptz) END
    WHERE id = :id AND state IN ('waiting', 'running') RETURNING state
    """
)
"""Cancel a job that waits; ask the worker of one that runs to stop."""

REVIVE: Final = Statement(
    """
    UPDATE job SET state = 'waiting', attempts = 0, run_at = CAST(:now AS timestamptz), finished_at = NULL,
        cancelling = FALSE
    WHERE id = :id AND (state IN ('dead', 'cancelled') OR (state = 'waiting' AND attempts > 0)) RETURNING id
    """
)
"""Let a job that was given up be tried again, or one that has failed be tried at once. Raises a unique violation when
another has taken its place."""

_UNTOLD: Final = "(j.kind <> 'effect' OR j.arguments->'on_done' IS NULL OR j.arguments->'on_done' = 'null')"
"""Whether nobody but administrators looks after a job that was given up: a flow that waits has an incident instead."""

REVIVE_ALL: Final = Statement(
    f"""
    UPDATE job SET state = 'waiting', attempts = 0, run_at = CAST(:now AS timestamptz), finished_at = NULL,
        cancelling = FALSE
    WHERE id IN (
        SELECT DISTINCT ON (j.kind, coalesce(j.key, CAST(j.id AS text))) j.id FROM job j
        WHERE j.state = 'dead' AND {_UNTOLD} AND (CAST(:kind AS text) IS NULL OR j.kind = :kind) AND NOT EXISTS (
            SELECT FROM job o WHERE o.kind = j.kind AND o.key = j.key AND o.finished_at IS NULL
        )
        ORDER BY j.kind, coalesce(j.key, CAST(j.id AS text)), j.id DESC LIMIT CAST(:most AS int)
    )
    RETURNING id
    """
)
"""Let those that were given up be tried again, of a kind if wanted; of several with the same key the last."""

DROP_DEAD: Final = Statement("UPDATE job SET state = 'cancelled' WHERE id = :id AND state = 'dead'")
"""Leave out a job that was given up."""

JOB: Final = Statement("SELECT * FROM job WHERE id = :id")
"""One job."""

PAGE: Final = Statement(
    f"""
    SELECT j.* FROM job j
    WHERE (CAST(:before AS uuid) IS NULL OR j.id < :before) AND (CAST(:kind AS text) IS NULL OR j.kind = :kind)
        AND (CAST(:account_id AS uuid) IS NULL OR j.account_id = :account_id)
        AND (CAST(:state AS text) IS NULL OR j.state = :state OR (:state = 'failing' AND j.state = 'waiting'
            AND j.attempts > 0))
        AND (CAST(:state AS text) IS DISTINCT FROM 'dead' OR {_UNTOLD})
    ORDER BY j.id DESC LIMIT CAST(:most AS int)
    """
)
"""The newest jobs before one, in a state, of a kind, of an account; null means any. `failing` are those that failed and
are tried again."""

COUNTS: Final = Statement(
    f"""
    SELECT j.kind, j.state, count(*) AS count, count(*) FILTER (WHERE j.attempts > 0) AS tried, min(j.run_at) AS oldest
    FROM job j WHERE j.finished_at IS NULL OR (j.state = 'dead' AND {_UNTOLD})
    GROUP BY j.kind, j.state ORDER BY j.kind, j.state
    """
)
"""How many jobs wait, run and are dead."""

PURGE: Final = Statement(
    """
    DELETE FROM job WHERE id IN (
        SELECT id FROM job WHERE finished_at < CAST(:before AS timestamptz)
            AND (state <> 'dead' OR finished_at < CAST(:dead_before AS timestamptz))
        LIMIT 5000
    )
    """
)
"""Forget jobs that ended long ago, the dead ones later; the most at once are 5,000."""
