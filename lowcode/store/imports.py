"""Runs of imports, and whom their cells name, in PostgreSQL."""

from typing import Final

from lowcode.store.statement import Statement

_RUN: Final = """
    SELECT i.id, i.form, i.account_id, a.display_name AS account_name, i.mode, i.state, i.mapping, i.outcome, i.rows,
        i.done, i.created_at, i.finished_at, f.sha256
    FROM import_run i LEFT JOIN account a ON a.id = i.account_id LEFT JOIN file f ON f.id = i.file_id
"""

ADD: Final = Statement(
    """
    INSERT INTO import_run (id, form, account_id, file_id, mode, state, mapping, rows, created_at)
    VALUES (:id, :form, :account_id, :file_id, 'insert', 'waiting', :mapping, :rows, :at)
    """
)
"""Add a run that waits for its mapping."""

RUN: Final = Statement(f"{_RUN} WHERE i.id = :id AND i.form = :form")
"""A run."""

RUNS: Final = Statement(
    f"""{_RUN} WHERE i.form = :form AND (CAST(:account_id AS uuid) IS NULL OR i.account_id = :account_id)
        AND (i.state <> 'waiting' OR i.outcome IS NOT NULL) AND (CAST(:before AS uuid) IS NULL OR i.id < :before)
    ORDER BY i.id DESC LIMIT CAST(:most AS int)"""
)
"""The runs of a form, the latest first."""

BEGIN: Final = Statement(
    """
    UPDATE import_run SET state = 'running', mode = :mode, mapping = :mapping, outcome = NULL, done = 0,
        finished_at = NULL
    WHERE id = :id AND state IN ('waiting', 'refused', 'failed')
    """
)
"""Let a run begin, unless it is going on or done."""

JOB: Final = Statement(
    "UPDATE import_run SET mapping = mapping || jsonb_build_object('job', CAST(:job AS text)) WHERE id = :id"
)
"""Remember the job that carries out a run."""

PROGRESS: Final = Statement("UPDATE import_run SET done = :done, rows = :rows WHERE id = :id AND state = 'running'")
"""Say how far a run is."""

END: Final = Statement(
    "UPDATE import_run SET state = :state, outcome = :outcome, finished_at = :at WHERE id = :id AND state = 'running'"
)
"""Say what came of a run."""

DONE: Final = Statement(
    "UPDATE import_run SET state = 'done', outcome = :outcome, finished_at = :at, done = rows"
    " WHERE id = :id AND state = 'running'"
)
"""Say that a run is done, in the transaction of its records."""

UNDONE: Final = Statement(
    "UPDATE import_run SET state = 'undone', outcome = :outcome WHERE id = :id AND state = 'done'"
)
"""Say that a run was taken back."""

TOLD: Final = Statement("UPDATE import_run SET outcome = :outcome WHERE id = :id")
"""Say what came of taking a run back."""

REMOVE_OLD: Final = Statement(
    "DELETE FROM import_run WHERE state = 'waiting' AND outcome IS NULL AND created_at < :before RETURNING id"
)
"""Remove runs that were never begun."""

CHANGES: Final = Statement(
    """
    SELECT DISTINCT ON (record_id) record_id, kind, version, changes FROM record_change
    WHERE form = :form AND id BETWEEN :first AND :last AND cause ->> 'import' = CAST(:run AS text)
        AND NOT cause ? 'because' AND kind IN ('create', 'update')
    ORDER BY record_id, version
    """
)
"""What a run changed, record by record; what was computed anew because of it stays out."""

VERSIONS: Final = Statement(
    """
    SELECT record_id, max(version) AS version, bool_or(NOT cause ? 'because' AND cause ->> 'import' IS DISTINCT FROM
        CAST(:run AS text)) AS elsewhere
    FROM record_change WHERE form = :form AND record_id = ANY (CAST(:ids AS uuid[])) AND id > :first
    GROUP BY record_id
    """
)
"""Whether somebody changed records since."""

PEOPLE: Final = Statement(
    """
    SELECT id, name, display_name, lower(email) AS email FROM account
    WHERE status <> 'disabled' AND (display_name = ANY (CAST(:names AS text[])) OR name = ANY (CAST(:folded AS text[]))
        OR lower(email) = ANY (CAST(:folded AS text[])) OR id::text = ANY (CAST(:folded AS text[])))
    """
)
"""People by what they are called, sign in with, or are written to."""

DEPARTMENTS: Final = Statement(
    """
    WITH RECURSIVE whole AS (
        SELECT id, name, name AS path FROM department WHERE parent_id IS NULL
        UNION ALL
        SELECT d.id, d.name, w.path || '/' || d.name FROM department d JOIN whole w ON w.id = d.parent_id
    )
    SELECT id, name, path FROM whole
    WHERE name = ANY (CAST(:names AS text[])) OR path = ANY (CAST(:names AS text[]))
        OR id::text = ANY (CAST(:folded AS text[]))
    """
)
"""Departments by their name, or the names from the top."""
