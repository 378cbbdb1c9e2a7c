"""Apps, their versions, which are never changed, and the drafts of those who work on them."""

from typing import Final

from lowcode.store.statement import Statement

ADD: Final = Statement(
    """
    INSERT INTO app (id, name, created_at, created_by) VALUES (:id, :name, :now, :created_by)
    ON CONFLICT (name) DO NOTHING
    """
)
"""Add an app without any version, unless there is one of the name."""

APPS: Final = Statement(
    """
    SELECT a.name, v.content -> 'app' -> 'label' AS label, v.content -> 'app' ->> 'icon' AS icon, a.current_version,
        v.sha256, v.created_at, v.note, p.display_name AS author,
        (SELECT count(*) FROM app_draft d WHERE d.app_id = a.id) AS drafts
    FROM app a LEFT JOIN app_version v ON v.app_id = a.id AND v.number = a.current_version
    LEFT JOIN account p ON p.id = v.created_by
    ORDER BY a.name
    """
)
"""All apps with what is known of their present version."""

CURRENT: Final = Statement(
    """
    SELECT a.id, a.name, v.number, v.sha256, v.content FROM app a
    LEFT JOIN app_version v ON v.app_id = a.id AND v.number = a.current_version
    WHERE a.name = :name
    """
)
"""An app with its present version, all null when it has none."""

NUMBERS: Final = Statement("SELECT name, current_version FROM app WHERE current_version IS NOT NULL ORDER BY name")
"""Which version of each app is present."""

SET_CURRENT: Final = Statement("UPDATE app SET current_version = CAST(:number AS int) WHERE id = :id")
"""Let a version be the present one; null removes the app."""

ADD_VERSION: Final = Statement(
    """
    INSERT INTO app_version (app_id, number, content, sha256, created_by, created_at, note, restores)
    SELECT CAST(:app_id AS uuid), coalesce(max(v.number), 0) + 1, CAST(:content AS jsonb), :sha256,
        CAST(:created_by AS uuid), :now, :note, CAST(:restores AS int)
    FROM app_version v WHERE v.app_id = :app_id
    RETURNING number
    """
)
"""Add the next version, and tell its number."""

VERSION: Final = Statement(
    """
    SELECT v.number, v.sha256, v.created_at, v.created_by, p.display_name AS author, v.note, v.restores, v.content
    FROM app a JOIN app_version v ON v.app_id = a.id LEFT JOIN account p ON p.id = v.created_by
    WHERE a.name = :name AND v.number = :number
    """
)
"""One version with its content."""

DELIVERED: Final = Statement(
    """
    SELECT v.number, v.content FROM app a JOIN app_version v ON v.app_id = a.id
    WHERE a.name = :name AND v.number = coalesce((
        SELECT CAST(e.details ->> 'version' AS int) FROM audit_entry e
        WHERE e.subject = 'app:' || CAST(:name AS text) AND e.action = 'app.imported' ORDER BY e.id DESC LIMIT 1
    ), 1)
    """
)
"""The version of an app as its makers delivered it last, before anything was changed here; the first, if unknown."""

VERSIONS: Final = Statement(
    """
    SELECT v.number, v.sha256, v.created_at, v.created_by, p.display_name AS author, v.note, v.restores
    FROM app a JOIN app_version v ON v.app_id = a.id LEFT JOIN account p ON p.id = v.created_by
    WHERE a.name = :name AND (CAST(:before AS int) IS NULL OR v.number < :before)
    ORDER BY v.number DESC LIMIT CAST(:most AS int)
    """
)
"""The versions before one, the newest first, without their content."""

DRAFT: Final = Statement(
    """
    SELECT d.content, d.base_version, d.revision, d.updated_at FROM app a JOIN app_draft d ON d.app_id = a.id
    WHERE a.name = :name AND d.account_id = :account_id
    """
)
"""What somebody works on."""

SAVE_DRAFT: Final = Statement(
    """
    INSERT INTO app_draft AS d (app_id, account_id, content, base_version, revision, updated_at)
    VALUES (:app_id, :account_id, :content, :base_version, 1, :now)
    ON CONFLICT (app_id, account_id) DO UPDATE SET content = excluded.content, base_version = excluded.base_version,
        revision = d.revision + 1, updated_at = excluded.updated_at
    WHERE d.revision = CAST(:revision AS int)
    RETURNING d.revision
    """
)
"""Keep what somebody works on, unless it was saved from elsewhere since a revision; tell the new one."""

DROP_DRAFT: Final = Statement(
    "DELETE FROM app_draft d USING app a WHERE a.id = d.app_id AND a.name = :name AND d.account_id = :account_id"
)
"""Throw away what somebody works on."""

DRAFTS: Final = Statement(
    """
    SELECT d.account_id, p.display_name AS author, d.base_version, d.updated_at
    FROM app a JOIN app_draft d ON d.app_id = a.id JOIN account p ON p.id = d.account_id
    WHERE a.name = :name ORDER BY d.updated_at DESC
    """
)
"""Who works on an app."""
