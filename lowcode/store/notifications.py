"""What people are told, and what wakes their open pages."""

from typing import Final

from lowcode.store.statement import Statement

LIVE: Final = "live"
"""The topic of what open pages are told: `{"accounts": […], "kind": "notification"}`, all accounts without any."""

MOST_ACCOUNTS: Final = 150
"""How many accounts stand in what is said at once: PostgreSQL takes less than 8,000 bytes. Of more, all are told."""

# Whoever adds one tells the open pages in the same statement, so that nobody forgets to.
ADD: Final = Statement(
    f"""
    WITH added AS (
        INSERT INTO notification (id, account_id, kind, content, link, created_at)
        SELECT w.id, w.account_id, :kind, CAST(:content AS jsonb), :link, CAST(:now AS timestamptz)
        FROM unnest(CAST(:ids AS uuid[]), CAST(:accounts AS uuid[])) AS w(id, account_id)
        JOIN account a ON a.id = w.account_id AND a.status <> 'disabled'
        RETURNING account_id
    ), told AS MATERIALIZED (
        SELECT pg_notify('lowcode', CAST(json_build_array(current_schema(), 'live',
            CAST(json_build_object('accounts', CASE WHEN count(*) <= {MOST_ACCOUNTS} THEN json_agg(account_id) END,
                'kind', 'notification') AS text)) AS text))
        FROM added HAVING count(*) > 0
    )
    SELECT account_id, (SELECT count(*) FROM told) FROM added
    """
)
"""Tell people something; who is disabled is left out."""

TELL: Final = Statement(
    """
    SELECT pg_notify('lowcode', CAST(json_build_array(current_schema(), 'live', CAST(:content AS text)) AS text))
    """
)
"""Tell open pages something."""

PAGE: Final = Statement(
    """
    SELECT id, kind, content, link, created_at, read_at FROM notification
    WHERE account_id = :account_id AND (CAST(:before AS uuid) IS NULL OR id < :before)
        AND (NOT CAST(:unread AS boolean) OR read_at IS NULL)
    ORDER BY id DESC LIMIT CAST(:most AS int)
    """
)
"""The newest before one, of one account."""

UNREAD: Final = Statement(
    """
    SELECT count(*) FROM (
        SELECT FROM notification WHERE account_id = :account_id AND read_at IS NULL LIMIT 1000
    ) AS found
    """
)
"""How many are unread, up to 1,000."""

UNTOLD: Final = Statement(
    """
    SELECT one AS account_id FROM unnest(CAST(:accounts AS uuid[])) AS one WHERE NOT EXISTS (
        SELECT FROM notification n WHERE n.account_id = one AND n.read_at IS NULL AND n.link = :link
    )
    """
)
"""Those of some accounts who have no unread notice that leads to the same place."""

READ: Final = Statement(
    """
    UPDATE notification SET read_at = CAST(:now AS timestamptz)
    WHERE account_id = :account_id AND read_at IS NULL
        AND (CAST(:ids AS uuid[]) IS NULL OR id = ANY (CAST(:ids AS uuid[])))
        AND (CAST(:links AS text[]) IS NULL OR link = ANY (CAST(:links AS text[])))
    """
)
"""Note that somebody has read some, those that lead somewhere, or all."""

MAILS: Final = Statement(
    """
    SELECT id, display_name, email, language FROM account
    WHERE id = ANY (CAST(:ids AS uuid[])) AND status = 'active' AND email IS NOT NULL
    """
)
"""Where people get mail."""

NOTICES: Final = Statement(
    """
    SELECT id, display_name, email, language FROM account
    WHERE id = ANY (CAST(:ids AS uuid[])) AND status = 'active' AND email IS NOT NULL AND mail_notices
    """
)
"""Where people get mail who want notices by mail as well."""

TAKE_FOR_MAIL: Final = Statement(
    """
    WITH wanted AS (
        SELECT n.id FROM notification n
        JOIN account a ON a.id = n.account_id AND a.status = 'active' AND a.email IS NOT NULL AND a.mail_notices
        LEFT JOIN flow_task t ON n.kind = 'task' AND t.id = CAST(n.content->>'task' AS uuid)
        WHERE n.id > CAST(:since AS uuid) AND n.created_at <= CAST(:until AS timestamptz)
            AND n.kind IN ('task', 'flow', 'mention') AND n.read_at IS NULL AND n.mailed_at IS NULL
            AND (n.kind <> 'task' OR t.state = 'open')
        ORDER BY n.id LIMIT CAST(:most AS int) FOR UPDATE OF n SKIP LOCKED
    )
    UPDATE notification n SET mailed_at = CAST(:now AS timestamptz)
    FROM wanted w, account a WHERE n.id = w.id AND a.id = n.account_id
    RETURNING n.id, n.account_id, n.kind, n.content, n.link, a.email, a.language
    """
)
"""Take the notices that are still unread after a while, for a mail, so that nobody else does; decided tasks are not."""
