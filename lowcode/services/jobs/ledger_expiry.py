"""Take back what a record has posted, as a reservation, when its time is over."""

from typing import Any, Final
from uuid import UUID

from lowcode.kernel.errors import NotFound
from lowcode.services.job_kind import JobKind, Running
from lowcode.services.ledgers import Ledgers
from lowcode.services.message import Message
from lowcode.store.statement import Connection


class LedgerExpiryArguments(Message):
    """Whose lines."""

    app: str
    """The app."""
    form: str
    """The form of the record."""
    record: UUID
    """The record."""


class LedgerExpiryJob(JobKind[LedgerExpiryArguments]):
    """Compares what stands with what is wanted now; done in the same transaction."""

    kind = "ledger_expiry"
    arguments = LedgerExpiryArguments

    async def run(self, running: Running, arguments: LedgerExpiryArguments) -> dict[str, Any] | None:
        """Take back what is over; a record whose time was moved keeps what it has."""

        async def done(connection: Connection) -> None:
            await running.done(connection)

        try:
            app = await running.tools.record_app(arguments.app)
            app.form(arguments.form)
        except NotFound:
            return {"gone": True}
        await Ledgers(running.tools.database).expire(app, arguments.form, arguments.record, done)
        return None


LEDGER_EXPIRY: Final = LedgerExpiryJob()
"""The kind."""
