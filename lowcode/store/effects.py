"""Effects that were carried out, or will be: each once for its key."""

from typing import Final

from lowcode.store.statement import Statement

BEGIN: Final = Statement(
    """
    INSERT INTO effect_run (key, kind, state, cause, app, job_id, at)
    VALUES (:key, :kind, 'queued', :cause, :app, :job_id, :now)
    ON CONFLICT (key) DO NOTHING
    """
)
"""Take a key; who takes the same one at the same time waits, and then takes none."""

KNOWN: Final = Statement("SELECT * FROM effect_run WHERE key = :key")
"""What is known of an effect."""

ENDED: Final = Statement(
    """
    UPDATE effect_run SET state = :state, result = CAST(:result AS jsonb), error = CAST(:error AS jsonb),
        finished_at = CAST(:now AS timestamptz)
    WHERE key = :key AND state = 'queued'
    """
)
"""Note what came of an effect, once."""

ADD_TODO: Final = Statement(
    """
    INSERT INTO todo (id, account_id, title, details, form, record_id, due_at, cause, created_at)
    VALUES (:id, :account_id, CAST(:title AS jsonb), CAST(:details AS jsonb), :form, :record_id, :due_at, :cause, :now)
    """
)
"""Give somebody something to do."""

TODOS: Final = Statement(
    """
    SELECT id, title, details, form, record_id, due_at, created_at, done_at FROM todo
    WHERE account_id = :account_id AND (CAST(:before AS uuid) IS NULL OR id < :before)
        AND (done_at IS NOT NULL) = CAST(:done AS boolean)
    ORDER BY id DESC LIMIT CAST(:most AS int)
    """
)
"""What somebody has to do, or has done."""

CHECK_TODO: Final = Statement(
    """
    UPDATE todo SET done_at = CASE WHEN CAST(:done AS boolean) THEN coalesce(done_at, CAST(:now AS timestamptz)) END
    WHERE id = :id AND account_id = :account_id
    """
)
"""Note that something is done, or is not after all."""

PUT_CONNECTION: Final = Statement(
    """
    INSERT INTO connection AS c (id, name, kind, settings, secret, created_at, updated_at)
    VALUES (:id, :name, :kind, :settings, :secret, :now, :now)
    ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, settings = excluded.settings,
        secret = coalesce(excluded.secret, c.secret), updated_at = excluded.updated_at
    """
)
"""Add or change a connection; the secret stays unless there is a new one."""

CONNECTION: Final = Statement("SELECT * FROM connection WHERE name = :name")
"""A connection."""

CONNECTIONS: Final = Statement(
    "SELECT name, kind, settings, secret IS NOT NULL AS secret, updated_at FROM connection ORDER BY name"
)
"""All connections, without their secrets."""

DROP_CONNECTION: Final = Statement("DELETE FROM connection WHERE name = :name")
"""Remove a connection."""
