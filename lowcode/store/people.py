"""People and departments as expressions see them."""

from typing import Final

from lowcode.store.accounts import ROLES_OF_ACCOUNT
from lowcode.store.statement import Statement

_PERSON: Final = f"""
    SELECT a.id, a.display_name AS name, a.email, m.id AS manager_id, m.display_name AS manager_name,
        d.id AS department_id, d.name AS department_name, d.path AS department_path,
        h.account_id AS head_id, ha.display_name AS head_name, {ROLES_OF_ACCOUNT} AS roles
    FROM account a
    LEFT JOIN department_member dm ON dm.account_id = a.id AND dm.main
    LEFT JOIN department d ON d.id = dm.department_id
    LEFT JOIN LATERAL (
        SELECT account_id FROM department_member WHERE department_id = d.id AND head ORDER BY account_id LIMIT 1
    ) h ON true
    LEFT JOIN account ha ON ha.id = h.account_id
    LEFT JOIN account own ON own.id = a.manager_id AND own.status = 'active'
    LEFT JOIN LATERAL (
        SELECT up.account_id FROM department_member up JOIN account ua ON ua.id = up.account_id AND ua.status = 'active'
        WHERE up.head AND up.account_id <> a.id
            AND up.department_id = ANY (CAST(string_to_array(rtrim(d.path, '/'), '/') AS uuid[]))
        ORDER BY array_position(string_to_array(d.path, '/'), CAST(up.department_id AS text)) DESC, up.account_id
        LIMIT 1
    ) above ON own.id IS NULL
    LEFT JOIN account m ON m.id = coalesce(own.id, above.account_id)
"""
"""As flows have it: the own manager, or the head of the nearest department that somebody else heads."""

USER: Final = Statement(f"{_PERSON} WHERE a.id = :id")
"""A person with manager, main department and roles."""

USERS: Final = Statement(f"{_PERSON} WHERE a.id = ANY (CAST(:ids AS uuid[]))")
"""Persons with managers, main departments and roles."""

IN_ROLES: Final = Statement(
    f"""
    SELECT a.id FROM account a
    WHERE a.status = 'active' AND {ROLES_OF_ACCOUNT} && CAST(:roles AS text[]) ORDER BY a.id
    """
)
"""The people who have one of some roles and may sign in."""

DEPARTMENTS: Final = Statement(
    """
    SELECT d.id, d.name, d.path, h.account_id AS head_id, ha.display_name AS head_name
    FROM department d
    LEFT JOIN LATERAL (
        SELECT account_id FROM department_member WHERE department_id = d.id AND head ORDER BY account_id LIMIT 1
    ) h ON true
    LEFT JOIN account ha ON ha.id = h.account_id
    WHERE d.id = ANY (CAST(:ids AS uuid[]))
    """
)
"""Departments with their heads."""

NAMES: Final = Statement("SELECT id, display_name AS name FROM account WHERE id = ANY (CAST(:ids AS uuid[]))")
"""What people are called."""

DEPARTMENT_NAMES: Final = Statement("SELECT id, name FROM department WHERE id = ANY (CAST(:ids AS uuid[]))")
"""What departments are called."""
