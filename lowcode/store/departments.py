"""Departments as a tree, who is in them, roles, and who has them."""

from typing import Final

from lowcode.store.statement import Statement

INSERT: Final = Statement(
    """
    INSERT INTO department (id, name, parent_id, path, position, created_at)
    VALUES (:id, :name, :parent_id, :path, :position, :now)
    """
)
"""Add a department."""

BY_ID: Final = Statement("SELECT id, name, parent_id, path, position FROM department WHERE id = :id")
"""A department."""

ALL: Final = Statement(
    """
    SELECT d.id, d.name, d.parent_id, d.position,
        ARRAY(SELECT m.account_id FROM department_member m WHERE m.department_id = d.id AND m.head ORDER BY 1) AS heads,
        (SELECT count(*) FROM department_member m WHERE m.department_id = d.id) AS members
    FROM department d ORDER BY length(d.path), d.position, d.name
    """
)
"""All departments, those above before those below."""

UPDATE: Final = Statement("UPDATE department SET name = :name, position = CAST(:position AS int) WHERE id = :id")
"""Rename a department, or give it another place among its neighbours."""

MOVE: Final = Statement("UPDATE department SET parent_id = CAST(:parent_id AS uuid) WHERE id = :id")
"""Put a department below another."""

MOVE_PATHS: Final = Statement(
    """
    UPDATE department SET path = CAST(:fresh AS text) || substr(path, length(CAST(:stale AS text)) + 1)
    WHERE starts_with(path, :stale)
    """
)
"""Take a department and all below it to another path."""

REMOVE: Final = Statement(
    """
    DELETE FROM department d WHERE d.id = :id
        AND NOT EXISTS (SELECT FROM department below WHERE below.parent_id = d.id)
        AND NOT EXISTS (SELECT FROM department_member m WHERE m.department_id = d.id)
    """
)
"""Remove a department that holds nothing and nobody."""

MEMBERS: Final = Statement(
    """
    SELECT a.id, a.name, a.display_name, a.status, m.department_id, m.head, m.main, m.title
    FROM department_member m JOIN department d ON d.id = m.department_id JOIN account a ON a.id = m.account_id
    WHERE m.department_id = :id OR (:below AND starts_with(d.path, (SELECT path FROM department WHERE id = :id)))
    ORDER BY length(d.path), m.head DESC, a.name
    """
)
"""Who is in a department, and, if asked for, in those below it."""

MEMBERSHIPS: Final = Statement(
    """
    SELECT a.id, a.name, a.display_name, a.status, m.department_id, m.head, m.main, m.title
    FROM department_member m JOIN department d ON d.id = m.department_id JOIN account a ON a.id = m.account_id
    WHERE m.account_id = :account_id ORDER BY m.main DESC, d.path
    """
)
"""The departments that somebody is in, the main one first."""

LEAVE_MAIN: Final = Statement(
    "UPDATE department_member SET main = false WHERE account_id = :account_id AND department_id <> :department_id"
)
"""Let no other department be somebody's main one."""

SET_MEMBER: Final = Statement(
    """
    INSERT INTO department_member (department_id, account_id, head, main, title)
    VALUES (:department_id, :account_id, :head, :main, :title)
    ON CONFLICT (department_id, account_id) DO UPDATE SET head = :head, main = :main, title = :title
    """
)
"""Let an account be in a department."""

HAS_MAIN: Final = Statement(
    """
    SELECT EXISTS (
        SELECT FROM department_member WHERE account_id = :account_id AND main AND department_id <> :department_id
    )
    """
)
"""Whether somebody has a main department, another one than this."""

REMOVE_MEMBER: Final = Statement(
    "DELETE FROM department_member WHERE department_id = :department_id AND account_id = :account_id"
)
"""Let an account be in a department no more."""

SUPERIORS: Final = Statement(
    """
    WITH manager AS (
        SELECT m.id FROM account a JOIN account m ON m.id = a.manager_id WHERE a.id = :id AND m.status = 'active'
    ), headed AS (
        SELECT above.id, length(above.path) AS depth FROM department_member m
        JOIN department d ON d.id = m.department_id
        JOIN department above ON above.id = ANY (CAST(string_to_array(rtrim(d.path, '/'), '/') AS uuid[]))
        WHERE m.account_id = :id AND m.main
    ), heads AS (
        SELECT h.account_id AS id, rank() OVER (ORDER BY headed.depth DESC) AS place
        FROM headed JOIN department_member h ON h.department_id = headed.id AND h.head
        JOIN account a ON a.id = h.account_id AND a.status = 'active'
        WHERE NOT EXISTS (
            SELECT FROM department_member own
            WHERE own.department_id = headed.id AND own.account_id = :id AND own.head
        )
    )
    SELECT id FROM manager
    UNION ALL
    SELECT id FROM (SELECT id FROM heads WHERE place = 1 ORDER BY id) nearest WHERE NOT EXISTS (SELECT FROM manager)
    """
)
"""Who stands above an account: its own manager, or the heads of the nearest department that others head."""

DECLARE_ROLE: Final = Statement(
    """
    INSERT INTO role (id, app, name, label) VALUES (:id, :app, :name, :label)
    ON CONFLICT (app, name) DO UPDATE SET label = excluded.label
    """
)
"""Let an app have a role."""

ROLES: Final = Statement(
    """
    SELECT r.id, r.app, r.name, r.label, (SELECT count(*) FROM role_grant g WHERE g.role_id = r.id) AS grants
    FROM role r ORDER BY r.app, r.name
    """
)
"""All roles."""

ROLE: Final = Statement("SELECT id, app, name FROM role WHERE app = :app AND name = :name")
"""A role by its name."""

GRANTS: Final = Statement(
    """
    SELECT g.id, r.app || '.' || r.name AS role, g.account_id, g.department_id, g.granted_by, g.granted_at,
        coalesce(a.display_name, d.name) AS holder
    FROM role_grant g JOIN role r ON r.id = g.role_id
    LEFT JOIN account a ON a.id = g.account_id LEFT JOIN department d ON d.id = g.department_id
    WHERE (CAST(:role AS text) IS NULL OR r.app || '.' || r.name = :role)
        AND (CAST(:account_id AS uuid) IS NULL OR g.account_id = :account_id)
        AND (CAST(:department_id AS uuid) IS NULL OR g.department_id = :department_id)
    ORDER BY g.id
    """
)
"""Who has which role: of a role, an account or a department, null meaning any."""

GRANT: Final = Statement(
    """
    INSERT INTO role_grant (id, role_id, account_id, department_id, granted_by, granted_at)
    VALUES (:id, :role_id, :account_id, :department_id, :granted_by, :now) ON CONFLICT DO NOTHING
    """
)
"""Give a role to an account, or to a department with all below it."""

REVOKE: Final = Statement(
    """
    DELETE FROM role_grant g USING role r WHERE r.id = g.role_id AND g.id = :id
    RETURNING r.app || '.' || r.name AS role, g.account_id, g.department_id
    """
)
"""Take a role back."""
