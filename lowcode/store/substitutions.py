"""Who stands in for whom, and the working calendars of the workspace."""

from typing import Final

from lowcode.store.statement import Statement

ALL: Final = Statement(
    """
    SELECT s.id, s.person, s.substitute, s.starts, s.ends, s.flows, s.note, s.created_at,
        p.display_name AS person_name, o.display_name AS substitute_name
    FROM substitution s JOIN account p ON p.id = s.person JOIN account o ON o.id = s.substitute
    WHERE CAST(:account AS uuid) IS NULL OR s.person = :account OR s.substitute = :account ORDER BY s.id DESC LIMIT 2000
    """
)
"""The arrangements of an account, or all."""

PERSON: Final = Statement("SELECT person FROM substitution WHERE id = :id")
"""Who is away in an arrangement."""

WORKING: Final = Statement(
    "SELECT count(*) FROM account WHERE id = ANY (CAST(:ids AS uuid[])) AND status <> 'disabled'"
)
"""How many of some people work here."""

PUT: Final = Statement(
    """
    INSERT INTO substitution (id, person, substitute, starts, ends, flows, note, created_by, created_at)
    VALUES (:id, :person, :substitute, :starts, :ends, :flows, :note, :created_by, :now)
    ON CONFLICT (id) DO UPDATE SET person = excluded.person, substitute = excluded.substitute,
        starts = excluded.starts, ends = excluded.ends, flows = excluded.flows, note = excluded.note
    """
)
"""Keep an arrangement."""

REMOVE: Final = Statement("DELETE FROM substitution WHERE id = :id")
"""Let an arrangement hold no more."""

CALENDARS: Final = Statement("SELECT name, content, revision, updated_at FROM working_calendar ORDER BY name")
"""The calendars that are not as the product brings them."""

PUT_CALENDAR: Final = Statement(
    """
    INSERT INTO working_calendar AS w (name, content, revision, updated_by, updated_at)
    VALUES (:name, :content, 1, :by, :now)
    ON CONFLICT (name) DO UPDATE SET content = excluded.content, revision = w.revision + 1,
        updated_by = excluded.updated_by, updated_at = excluded.updated_at
    WHERE w.revision = CAST(:revision AS int)
    RETURNING w.revision
    """
)
"""Keep a calendar, unless it was changed since a revision; tell the new one."""

REMOVE_CALENDAR: Final = Statement("DELETE FROM working_calendar WHERE name = :name")
"""Forget a calendar."""
