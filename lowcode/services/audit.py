"""`Audit`: what was done with people and apps, for administrators to read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.store import audit
from lowcode.store.database import Database


class AuditEntry(Message):
    """Something that was done."""

    id: UUID
    """The key, which grows with time."""
    at: datetime
    """When."""
    account_id: UUID | None
    """Who did it; None: the product, or somebody who was not signed in."""
    account_name: str | None
    """What they sign in with."""
    display_name: str | None
    """How they are called."""
    action: str
    """What: `account.created`."""
    subject: str
    """To what: `account:` and its key."""
    subject_name: str | None
    """What that account or department is called."""
    details: dict[str, Any]
    """What else there is to say, by name."""
    address: str
    """Where the request came from."""
    request: str
    """The id of the request."""


class Audit:
    """The use cases of the audit log in one workspace."""

    def __init__(self, database: Database) -> None:
        """Take the workspace."""
        self._database = database

    async def page(  # noqa: PLR0913 - the filters of a log
        self,
        actor: Actor,
        *,
        before: UUID | None = None,
        account_id: UUID | None = None,
        subject: str | None = None,
        action: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        most: int = 100,
    ) -> list[AuditEntry]:
        """Return the newest entries before one; of one account, about one subject, with an action that begins so.

        `since` is the first instant that counts, `until` the first that counts no more; both with a time zone.
        """
        actor.require()
        async with self._database.connection() as connection:
            rows = await audit.PAGE.rows(
                connection,
                before=before,
                account_id=account_id,
                subject=subject,
                action=action,
                since=since,
                until=until,
                most=most,
            )
        return [AuditEntry.model_validate(dict(row)) for row in rows]

    async def actions(self, actor: Actor) -> list[str]:
        """Return what was ever done, for people to choose from."""
        actor.require()
        async with self._database.connection() as connection:
            return [row["action"] for row in await audit.ACTIONS.rows(connection)]
