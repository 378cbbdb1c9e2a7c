"""Addresses that other systems call; of the token in each only the digest is kept."""

from typing import Final

from lowcode.store.statement import Statement

ADD: Final = Statement(
    """
    INSERT INTO hook (id, token_hash, app, name, secret, created_by, created_at)
    VALUES (:id, :token_hash, :app, :name, :secret, :created_by, :now)
    ON CONFLICT (app, name) DO UPDATE SET token_hash = excluded.token_hash, secret = excluded.secret,
        created_by = excluded.created_by, created_at = excluded.created_at, last_at = NULL
    """
)
"""Make an address; one of the same name is replaced."""

CALLED: Final = Statement(
    """
    UPDATE hook SET last_at = CAST(:now AS timestamptz) WHERE token_hash = :token_hash
    RETURNING id, app, name, secret, created_by
    """
)
"""The address that was called, which notes when."""

ALL: Final = Statement(
    "SELECT app, name, secret IS NOT NULL AS secret, created_at, last_at FROM hook ORDER BY app, name"
)
"""All addresses, without their tokens."""

DROP: Final = Statement("DELETE FROM hook WHERE app = :app AND name = :name")
"""Remove an address."""
