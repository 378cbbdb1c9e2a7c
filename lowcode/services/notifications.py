"""`Notifications`: what people are told in the product, and what they have to do."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import NotFound
from lowcode.kernel.names import label
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.store import effects, notifications, people
from lowcode.store.database import Database
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection

MOST: Final = 200
"""The most of one page."""
NO_TODO: Final = Code(
    "todo-unknown",
    label("There is no such to-do.", "没有这条待办。"),
    label("Look at the list again.", "请重新查看列表。"),
)


class Notification(Message):
    """What somebody was told."""

    id: UUID
    """The key, which grows with time."""
    kind: str
    """What it is about: `notice`, `todo`, `comment`, `mention`, `task` and so on."""
    content: dict[str, Any]
    """What pages make a sentence of: `title`, `text`, `form`, `record`, `by` and so on, as the kind has it."""
    link: str = ""
    """Where it leads, as `/apps/crm/lead/…`."""
    created_at: datetime
    """When."""
    read_at: datetime | None = None
    """When it was read; None while it is not."""


class NotificationPage(Message):
    """Some of what somebody was told, the newest first."""

    notifications: tuple[Notification, ...]
    """They."""
    next: UUID | None = None
    """What to ask for the next ones with; None when there are none."""
    unread: int
    """How many are unread, up to 1,000."""
    names: dict[str, str]
    """What the people in them are called, by id."""


class Unread(Message):
    """How many are unread."""

    unread: int
    """The number, up to 1,000."""


class Todo(Message):
    """Something to do."""

    id: UUID
    """The key."""
    title: str | dict[str, str]
    """What, in a line: a text, or one for each language."""
    details: str | dict[str, str] = ""
    """More about it."""
    form: str | None = None
    """The form of the record that it is about, as `crm.lead`."""
    record_id: UUID | None = None
    """The record."""
    due_at: datetime | None = None
    """Until when."""
    created_at: datetime
    """Since when."""
    done_at: datetime | None = None
    """When it was done; None while it is not."""


class TodoPage(Message):
    """Some of what somebody has to do, the newest first."""

    todos: tuple[Todo, ...]
    """They."""
    next: UUID | None = None
    """What to ask for the next ones with; None when there are none."""


async def tell(
    connection: Connection, accounts: Iterable[UUID], kind: str, content: Mapping[str, Any], link: str = ""
) -> int:
    """Tell people something in the caller's transaction, and return how many they are; open pages hear of it."""
    some = list(dict.fromkeys(accounts))
    if not some:
        return 0
    ids = [new_id() for _ in some]
    now = clock.now()
    rows = await notifications.ADD.rows(
        connection, ids=ids, accounts=some, kind=kind, content=dict(content), link=link, now=now
    )
    return len(rows)


async def tell_pages(connection: Connection, accounts: Iterable[UUID], kind: str, **more: Any) -> None:
    """Tell the open pages of people that something has changed, as `task`, once the transaction is committed."""
    content = {"accounts": [str(one) for one in accounts], "kind": kind, **more}
    await notifications.TELL.run(connection, content=json.dumps(content, ensure_ascii=False))


class Notifications:
    """The use cases of notifications in one workspace; everybody has their own only."""

    def __init__(self, database: Database) -> None:
        """Take the workspace."""
        self._database = database

    async def page(
        self, actor: Actor, before: UUID | None = None, *, unread: bool = False, most: int = 50
    ) -> NotificationPage:
        """Return what one was told, before some, or what one has not read."""
        actor.require_scope("read")
        most = min(max(most, 1), MOST)
        async with self._database.connection() as connection:
            rows = await notifications.PAGE.rows(
                connection, account_id=actor.account, before=before, unread=unread, most=most + 1
            )
            count = await notifications.UNREAD.value(connection, account_id=actor.account)
            found = tuple(Notification.model_validate(dict(row)) for row in rows[:most])
            people_ids = {str(one.content["by"]) for one in found if one.content.get("by")}
            names = await _names(connection, people_ids)
        following = found[-1].id if len(rows) > most else None
        return NotificationPage(notifications=found, next=following, unread=count, names=names)

    async def unread(self, actor: Actor) -> Unread:
        """Return how many one has not read."""
        actor.require_scope("read")
        async with self._database.connection() as connection:
            return Unread(unread=await notifications.UNREAD.value(connection, account_id=actor.account))

    async def read(self, actor: Actor, ids: Iterable[UUID] | None = None, links: Sequence[str] = ()) -> Unread:
        """Note that one has read some, those that lead somewhere, or all; one's other pages hear of it."""
        actor.require_scope("write")
        some = None if ids is None else list(ids)
        async with self._database.transaction() as connection:
            changed = await notifications.READ.run(
                connection, account_id=actor.account, ids=some, links=list(links) or None, now=clock.now()
            )
            if changed:
                await tell_pages(connection, [actor.account], "notification")
            return Unread(unread=await notifications.UNREAD.value(connection, account_id=actor.account))

    async def todos(self, actor: Actor, before: UUID | None = None, *, done: bool = False, most: int = 50) -> TodoPage:
        """Return what one has to do, or has done."""
        actor.require_scope("read")
        most = min(max(most, 1), MOST)
        async with self._database.connection() as connection:
            rows = await effects.TODOS.rows(
                connection, account_id=actor.account, before=before, done=done, most=most + 1
            )
        found = tuple(Todo.model_validate(dict(row)) for row in rows[:most])
        return TodoPage(todos=found, next=found[-1].id if len(rows) > most else None)

    async def check(self, actor: Actor, id_: UUID, *, done: bool) -> None:
        """Note that one has done something, or has not after all. Raises `NotFound`."""
        actor.require_scope("write")
        async with self._database.transaction() as connection:
            changed = await effects.CHECK_TODO.run(
                connection, account_id=actor.account, id=id_, done=done, now=clock.now()
            )
            if not changed:
                message = "there is no such to-do"
                raise NotFound(message, [NO_TODO.report()])
            await tell_pages(connection, [actor.account], "todo")


async def _names(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Return what people are called."""
    some = [UUID(one) for one in ids]
    if not some:
        return {}
    return {str(row["id"]): row["name"] for row in await people.NAMES.rows(connection, ids=some)}
