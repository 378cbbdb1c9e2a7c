"""`Calendars`: the working hours by which flows count: those that the product brings, and those of the workspace."""

from datetime import datetime

from engine_flow.calendar import Calendar
from engine_flow.shipped import shipped_calendars
from lowcode.kernel import clock
from lowcode.kernel.errors import Conflict, NotFound
from lowcode.services.actor import ADMINISTRATOR, Actor
from lowcode.services.flow_codes import CALENDAR_CHANGED, CALENDAR_SHIPPED, CALENDAR_UNKNOWN
from lowcode.services.message import Message
from lowcode.store import substitutions as store
from lowcode.store.database import Database


class CalendarView(Message):
    """A calendar."""

    calendar: Calendar
    """Its hours, holidays and days that are worked in exchange."""
    revision: int
    """Grows with every change; 0 for one that is as the product brings it."""
    shipped: bool
    """Whether the product brings one of this name."""
    updated_at: datetime | None
    """When it was changed."""


class CalendarSave(Message):
    """A calendar that is to be kept."""

    calendar: Calendar
    """The calendar."""
    revision: int = 0
    """The revision that the change started from; 0 for a new one, or one as the product brings it."""


class Calendars:
    """The calendars of one workspace."""

    def __init__(self, database: Database) -> None:
        """Take the workspace."""
        self._database = database

    async def page(self, actor: Actor) -> list[CalendarView]:
        """Return all calendars."""
        actor.require_scope("read")
        _ = actor.account
        shipped = shipped_calendars()
        async with self._database.connection() as connection:
            rows = {row["name"]: row for row in await store.CALENDARS.rows(connection)}
        found = [
            CalendarView(
                calendar=Calendar.model_validate(row["content"]),
                revision=row["revision"],
                shipped=name in shipped,
                updated_at=row["updated_at"],
            )
            for name, row in rows.items()
        ]
        found += [
            CalendarView(calendar=one, revision=0, shipped=True, updated_at=None)
            for name, one in shipped.items()
            if name not in rows
        ]
        return sorted(found, key=lambda one: one.calendar.name)

    async def save(self, actor: Actor, save: CalendarSave) -> int:
        """Keep a calendar and return its revision. Raises `Conflict` when it was changed meanwhile."""
        actor.require(ADMINISTRATOR)
        name = save.calendar.name
        async with self._database.transaction() as connection:
            revision = await store.PUT_CALENDAR.value(
                connection,
                name=name,
                content=save.calendar.model_dump(mode="json", by_alias=True, exclude_defaults=True),
                by=actor.account_id,
                now=clock.now(),
                revision=save.revision,
            )
            if revision is None:
                message = "the calendar was changed meanwhile"
                raise Conflict(message, [CALENDAR_CHANGED.report()])
            await actor.note(connection, "calendar.saved", f"calendar:{name}", revision=revision)
        return int(revision)

    async def remove(self, actor: Actor, name: str) -> None:
        """Forget a calendar; one that the product brings is as it was. Raises `NotFound`, `Conflict`."""
        actor.require(ADMINISTRATOR)
        shipped = shipped_calendars()
        async with self._database.transaction() as connection:
            if await store.REMOVE_CALENDAR.run(connection, name=name):
                await actor.note(connection, "calendar.removed", f"calendar:{name}")
                return
        if name in shipped:
            message = "the product brings this calendar"
            raise Conflict(message, [CALENDAR_SHIPPED.report(name=name)])
        message = "there is no such calendar"
        raise NotFound(message, [CALENDAR_UNKNOWN.report(name=name[:60], known=", ".join(shipped))])
