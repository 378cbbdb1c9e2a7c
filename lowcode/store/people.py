"""People and departments as expressions see them."""

from typing import Final

from lowcode.store.accounts import ROLES_OF_ACCOUNT
from lowcode.store.statement import Statement

_PERSON: Final = f"""
    SELECT a.id, a.display_name AS name, a.email, a.manager_id, m.display_name AS manager_name,
        d.id AS department_id, d.name AS department_name, d.path AS department_path,
        h.account_id AS head_id, ha.display_name AS head_name, {ROLES_OF_ACCOUNT} AS roles
    FROM account a
    LEFT JOIN account m ON m.id = a.manager_id
    LEFT JOIN department_member dm ON dm.account_id = a.id AND dm.main
    LEFT JOIN department d ON d.id = dm.department_id
    LEFT JOIN LATERAL (
        SELECT account_id FROM department_member WHERE department_id = d.id AND head ORDER BY account_id LIMIT 1
    ) h ON true
    LEFT JOIN account ha ON ha.id = h.account_id
"""

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
