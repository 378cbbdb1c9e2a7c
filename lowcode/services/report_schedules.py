"""`ReportSchedules`: dashboards that are sent by mail and into groups that chat, to each with what they may see."""

from typing import Any
from uuid import UUID

from lowcode.kernel import clock
from lowcode.kernel.errors import Forbidden, Invalid
from lowcode.services.actor import Actor
from lowcode.services.dispatch_codes import MAY_NOT_SEND, NO_SCHEDULE, NOBODY
from lowcode.services.dispatch_desk import DispatchDesk, people_of
from lowcode.services.dispatch_messages import (
    DeliveryList,
    DeliveryView,
    LastTime,
    ReceiverChoices,
    ReportScheduleView,
    RoleChoice,
    ScheduleDraft,
    ScheduleList,
)
from lowcode.services.jobs.report_send import REPORT_SEND, ReportSendArguments
from lowcode.services.record_app import RecordApp
from lowcode.services.report_asking import Asker
from lowcode.services.reports import Reports
from lowcode.store import dispatches
from lowcode.store.database import Database
from lowcode.store.dispatches import SCHEDULES
from lowcode.store.ids import new_id
from lowcode.store.jobs import enqueue
from lowcode.store.statement import Connection


class ReportSchedules:
    """The use cases of schedules in one workspace; everybody has their own."""

    def __init__(self, database: Database, reports: Reports) -> None:
        """Take the workspace, and the use cases of reports."""
        self._reports = reports
        self._desk = DispatchDesk(database, SCHEDULES, NO_SCHEDULE)

    async def page(self, app: RecordApp, actor: Actor) -> ScheduleList:
        """Return the schedules of somebody."""
        asker = await self._reports.asking.asker(app, actor)
        rows = await self._desk.rows(asker)
        async with self._desk.database.connection() as connection:
            last = await dispatches.LAST_DELIVERIES.rows(connection, ids=[row["id"] for row in rows])
        told = {
            row["schedule_id"]: LastTime(sent=row["sent"], failed=row["failed"], waiting=row["waiting"]) for row in last
        }
        return ScheduleList(schedules=tuple(_view(row, told.get(row["id"], LastTime())) for row in rows))

    async def add(self, app: RecordApp, actor: Actor, draft: ScheduleDraft) -> ReportScheduleView:
        """Keep a new one. Raises `NotFound`, `Invalid`, `Forbidden`."""
        asker = await self._checked(app, actor, draft)
        key = await self._desk.add(asker, draft)
        return _view(await self._desk.row(asker, key), LastTime())

    async def change(self, app: RecordApp, actor: Actor, id_: UUID, draft: ScheduleDraft) -> ReportScheduleView:
        """Change one, or let it pause. Raises `NotFound`, `Invalid`, `Forbidden`, `Conflict`."""
        asker = await self._checked(app, actor, draft)
        await self._desk.change(asker, id_, draft)
        return _view(await self._desk.row(asker, id_), LastTime())

    async def remove(self, app: RecordApp, actor: Actor, id_: UUID) -> None:
        """Remove one. Raises `NotFound`."""
        await self._desk.remove(await self._reports.asking.asker(app, actor), id_)

    async def send(self, app: RecordApp, actor: Actor, id_: UUID) -> None:
        """Send one now, whatever its times say. Raises `NotFound`."""
        actor.require_presence()
        row = await self._desk.row(await self._reports.asking.asker(app, actor), id_)
        async with self._desk.database.transaction() as connection:
            await dispatch(connection, row, clock.now())

    async def deliveries(self, app: RecordApp, actor: Actor, id_: UUID) -> DeliveryList:
        """Return what came of sending one. Raises `NotFound`."""
        row = await self._desk.row(await self._reports.asking.asker(app, actor), id_)
        async with self._desk.database.connection() as connection:
            rows = await dispatches.DELIVERIES.rows(connection, schedule_id=row["id"])
        return DeliveryList(deliveries=tuple(DeliveryView.model_validate(dict(one)) for one in rows))

    async def receivers(self, app: RecordApp, actor: Actor) -> ReceiverChoices:
        """Return who can be told, besides people."""
        asker = await self._reports.asking.asker(app, actor)
        asker.require_work()
        async with self._desk.database.connection() as connection:
            roles = await dispatches.ROLES.rows(connection, app=asker.app.name)
            groups = await dispatches.GROUPS.rows(connection)
        listed = tuple(RoleChoice.model_validate(dict(one)) for one in roles)
        return ReceiverChoices(roles=listed, groups=tuple(one["name"] for one in groups))

    async def _checked(self, app: RecordApp, actor: Actor, draft: ScheduleDraft) -> Asker:
        """Return who wants to send something, when they may. Raises `NotFound`, `Invalid`, `Forbidden`."""
        asker = await self._reports.asking.asker(app, actor)
        dashboard = await self._reports.dashboard(app, actor, draft.dashboard)
        asked = {one.chart.query.dataset for one in dashboard.tiles if one.chart is not None}
        seen = {one: asker.reports.seen(asker.reader, one) for one in asked}
        forms = {form for found in seen.values() if found is not None for form in found.dataset.forms}
        if not (draft.receivers.accounts or draft.receivers.roles or draft.chat):
            message = "nobody gets it"
            raise Invalid(message, [NOBODY.report(None, "/receivers")])
        await self._desk.check_receivers(asker, draft.receivers, forms)
        if draft.chat is not None:
            # Whoever is in the group sees it as its maker does.
            self._desk.require_share(asker, forms)
            elsewhere = [found.dataset for found in seen.values() if found is not None and not found.dataset.forms]
            if elsewhere and not asker.reader.everything:
                message = "nobody may send on what another database holds"
                raise Forbidden(message, [MAY_NOT_SEND.report(form=elsewhere[0].label)])
        return asker


async def dispatch(connection: Connection, row: Any, due_at: Any) -> int:
    """Put down the jobs that send a schedule to everybody for a time, once each; return how many are new."""
    draft = ScheduleDraft.model_validate(row["content"])
    people: list[UUID | None] = []
    if draft.receivers.accounts or draft.receivers.roles:
        people += [one["id"] for one in await people_of(connection, row["account_id"], draft.receivers)]
    people += [None] if draft.chat is not None else []
    made = await dispatches.DELIVER.rows(
        connection, schedule_id=row["id"], due_at=due_at, ids=[new_id() for _ in people], accounts=people
    )
    for one in made:
        order = REPORT_SEND.new(ReportSendArguments(delivery=one["id"]), key=f"report/{one['id']}")
        await enqueue(connection, order)
    return len(made)


def _view(row: Any, last: LastTime) -> ReportScheduleView:
    """Return a schedule as its maker sees it."""
    kept = {name: row[name] for name in ("id", "paused", "version", "next_at", "last_at")}
    return ReportScheduleView.model_validate({**row["content"], **kept, "last": last})
