"""What administrators and the product did: entries that are only ever added."""

from typing import Final

from lowcode.store.statement import Statement

ADD: Final = Statement(
    """
    INSERT INTO audit_entry (id, at, account_id, action, subject, details, address, request)
    VALUES (:id, :at, :account_id, :action, :subject, :details, :address, :request)
    """
)
"""Add an entry."""

PAGE: Final = Statement(
    """
    SELECT e.id, e.at, e.account_id, a.name AS account_name, a.display_name, e.action, e.subject, e.details, e.address,
        e.request, coalesce(s.display_name, d.name) AS subject_name
    FROM audit_entry e LEFT JOIN account a ON a.id = e.account_id
    LEFT JOIN account s ON s.id = CASE WHEN e.subject ~ '^account:[0-9a-f-]{36}$'
        THEN CAST(substr(e.subject, 9) AS uuid) END
    LEFT JOIN department d ON d.id = CASE WHEN e.subject ~ '^department:[0-9a-f-]{36}$'
        THEN CAST(substr(e.subject, 12) AS uuid) END
    WHERE (CAST(:before AS uuid) IS NULL OR e.id < :before)
        AND (CAST(:account_id AS uuid) IS NULL OR e.account_id = :account_id)
        AND (CAST(:subject AS text) IS NULL OR e.subject = :subject)
        AND (CAST(:action AS text) IS NULL OR starts_with(e.action, :action))
        AND (CAST(:since AS timestamptz) IS NULL OR e.at >= :since)
        AND (CAST(:until AS timestamptz) IS NULL OR e.at < :until)
    ORDER BY e.id DESC LIMIT CAST(:most AS int)
    """
)
"""The newest entries before one, of one account, about one subject, with an action that begins so, from one instant to
another; null means any."""

ACTIONS: Final = Statement("SELECT DISTINCT action FROM audit_entry ORDER BY action")
"""What was ever done."""
