"""What is left over after a while and is removed bit by bit."""

from typing import Final

from lowcode.store.statement import Statement

DROP_KEYS: Final = Statement(
    """
    DELETE FROM idempotency_key WHERE (account_id, key) IN (
        SELECT account_id, key FROM idempotency_key WHERE created_at < CAST(:before AS timestamptz) LIMIT 5000
    )
    """
)
"""Forget requests that were made under a key before an instant; the most at once are 5,000."""
