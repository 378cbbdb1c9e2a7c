"""`DispatchDesk`: what schedules and alerts have in common: kept for one person, changed by version, done when due."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from lowcode.services.dispatch_codes import CHANGED, MAY_NOT_SEND, ROLE_UNKNOWN, TOO_MANY
from lowcode.services.dispatch_messages import AlertDraft, Receivers, ScheduleDraft
from lowcode.services.report_asking import Asker
from lowcode.services.schedules import next_time
from lowcode.store import dispatches, people
from lowcode.store.database import Database
from lowcode.store.dispatches import Kept
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection, Statement

MOST: Final = 100
"""How many of a kind one person has."""
_ROLES: Final = Statement("SELECT app || '.' || name AS name FROM role WHERE app || '.' || name = ANY (:names)")
Draft = ScheduleDraft | AlertDraft


class DispatchDesk:
    """What somebody has asked to be done again and again."""

    def __init__(self, database: Database, kept: Kept, unknown: Code) -> None:
        """Take the workspace, the statements over the table, and what is said of a key that is none."""
        self.database = database
        self.kept = kept
        self._unknown = unknown

    async def rows(self, asker: Asker) -> list[Any]:
        """Return what the asker has asked for, the newest first."""
        async with self.database.connection() as connection:
            return await self.kept.list.rows(connection, account_id=asker.actor.account, app=asker.app.name)

    async def row(self, asker: Asker, id_: UUID) -> Any:
        """Return one. Raises `NotFound`."""
        async with self.database.connection() as connection:
            found = await self.kept.one.row(connection, id=id_, account_id=asker.actor.account, app=asker.app.name)
        if found is None:
            raise self.missing()
        return found

    def missing(self) -> NotFound:
        """Return the error of one that there is not, or that is another's."""
        message = "there is no such dispatch"
        return NotFound(message, [self._unknown.report()])

    async def add(self, asker: Asker, draft: Draft) -> UUID:
        """Keep a new one, and return its key. Raises `Invalid`."""
        account = asker.actor.require_presence()
        key = new_id()
        async with self.database.transaction() as connection:
            if await self.kept.count.value(connection, account_id=account) >= MOST:
                message = "too many dispatches"
                raise Invalid(message, [TOO_MANY.report(limit=MOST)])
            await self.kept.add.run(
                connection, id=key, app=asker.app.name, account_id=account, content=_content(draft),
                paused=draft.paused, next_at=next_time(draft.cron, draft.zone, clock.now()), at=clock.now(),
            )  # fmt: skip
        return key

    async def change(self, asker: Asker, id_: UUID, draft: Draft) -> None:
        """Change one. Raises `NotFound`, `Invalid`, `Conflict`."""
        asker.actor.require_presence()
        await self.row(asker, id_)
        async with self.database.transaction() as connection:
            changed = await self.kept.change.run(
                connection, id=id_, content=_content(draft), paused=draft.paused, version=draft.version,
                next_at=next_time(draft.cron, draft.zone, clock.now()), at=clock.now(),
            )  # fmt: skip
            if changed:
                await self.changed(connection, id_)
        if not changed:
            message = "it was changed meanwhile"
            raise Conflict(message, [CHANGED.report()])

    async def changed(self, connection: Connection, id_: UUID) -> None:
        """Do what is to be done when one has changed, in the same transaction."""

    async def remove(self, asker: Asker, id_: UUID) -> None:
        """Remove one. Raises `NotFound`."""
        account = asker.actor.require_presence()
        async with self.database.connection() as connection:
            if not await self.kept.remove.run(connection, id=id_, account_id=account, app=asker.app.name):
                raise self.missing()

    async def check_receivers(self, asker: Asker, receivers: Receivers, forms: Iterable[str]) -> None:
        """Return when others may be told of forms. Raises `Invalid`, `Forbidden`."""
        others = [one for one in receivers.accounts if one != asker.actor.account]
        async with self.database.connection() as connection:
            known = await _ROLES.rows(connection, names=[*receivers.roles])
            there = await people.NAMES.rows(connection, ids=others)
        names = {row["name"] for row in known}
        wrong = [one for one in receivers.roles if one not in names]
        if wrong or len({row["id"] for row in there}) != len({*others}):
            message = "a receiver is unknown"
            raise Invalid(message, [ROLE_UNKNOWN.report(None, "/receivers", name=", ".join(wrong) or "–")])
        if others or receivers.roles:
            self.require_share(asker, forms)

    def require_share(self, asker: Asker, forms: Iterable[str]) -> None:
        """Return when the asker may share the records of forms. Raises `Forbidden`."""
        closed = [one for one in sorted({*forms}) if not asker.app.access.of(asker.reader, one).allowed("share")]
        if closed and not asker.reader.everything:
            message = "the asker may not share"
            raise Forbidden(message, [MAY_NOT_SEND.report(form=asker.app.forms.forms[closed[0]].label)])


async def people_of(connection: Connection, owner: UUID, receivers: Receivers) -> list[Any]:
    """Return whoever is told, with mail address and language; the owner when nobody is named."""
    accounts = [*receivers.accounts] if receivers.accounts or receivers.roles else [owner]
    return await dispatches.PEOPLE.rows(connection, accounts=accounts, roles=[*receivers.roles])


def _content(draft: Draft) -> dict[str, Any]:
    """Return what somebody asks for as JSON."""
    found: dict[str, Any] = draft.model_dump(mode="json", by_alias=True, exclude={"paused", "version"})
    return found
