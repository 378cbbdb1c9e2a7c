"""Schedules: when which job is put down next."""

from typing import Final

from lowcode.store.statement import Statement

PUT: Final = Statement(
    """
    INSERT INTO schedule AS s (app, name, cron, zone, kind, arguments, next_at)
    VALUES (:app, :name, :cron, :zone, :kind, :arguments, :next_at)
    ON CONFLICT (app, name) DO UPDATE SET kind = excluded.kind, arguments = excluded.arguments,
        next_at = CASE WHEN (s.cron, s.zone) = (excluded.cron, excluded.zone) THEN s.next_at ELSE excluded.next_at END,
        cron = excluded.cron, zone = excluded.zone
    """
)
"""Add or change a schedule; the next time changes only when the times do."""

DROP_OTHERS: Final = Statement("DELETE FROM schedule WHERE app = :app AND NOT name = ANY (CAST(:names AS text[]))")
"""Remove all schedules of an app but some."""

ALONE: Final = Statement(
    "SELECT pg_try_advisory_xact_lock(hashtextextended(CAST(current_schema() AS text) || '/schedules', 0))"
)
"""Tell whether nobody else looks at the schedules, and keep it so until the transaction ends."""

DUE: Final = Statement("SELECT * FROM schedule WHERE next_at <= CAST(:now AS timestamptz) ORDER BY next_at FOR UPDATE")
"""The schedules whose time has come."""

DONE: Final = Statement(
    """
    UPDATE schedule SET last_at = CAST(:at AS timestamptz), next_at = CAST(:next_at AS timestamptz),
        last_job_id = :job_id
    WHERE app = :app AND name = :name
    """
)
"""Note that the job of a schedule was put down."""

NEXT: Final = Statement("SELECT min(next_at) FROM schedule")
"""The next time of any schedule."""

ALL: Final = Statement("SELECT * FROM schedule ORDER BY app, name")
"""All schedules."""
