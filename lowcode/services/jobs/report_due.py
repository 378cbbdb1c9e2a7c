"""Put down what reports have to send, and which alerts have to be looked at, as soon as their time has come."""

from typing import Any, ClassVar, Final

from lowcode.kernel import clock
from lowcode.kernel.errors import Invalid
from lowcode.services.job_kind import JobKind, Running
from lowcode.services.jobs import alert_check
from lowcode.services.message import Message
from lowcode.services.report_schedules import dispatch
from lowcode.services.schedules import next_time
from lowcode.store import jobs
from lowcode.store.dispatches import ALERTS, SCHEDULES, Kept
from lowcode.store.jobs import enqueue
from lowcode.store.statement import Connection


class ReportDueArguments(Message):
    """Nothing: it looks at all of them."""


class ReportDueJob(JobKind[ReportDueArguments]):
    """Takes what is due and sets its next time in one transaction: what was missed is done once, nothing twice."""

    kind = "report_due"
    arguments = ReportDueArguments
    priority: ClassVar[int] = jobs.LOW

    async def run(self, running: Running, arguments: ReportDueArguments) -> dict[str, Any]:
        """Return how much was put down."""
        _ = arguments
        now = clock.now()
        async with running.tools.database.transaction() as connection:
            sent = looked = 0
            for row in await SCHEDULES.due.rows(connection, now=now):
                sent += await dispatch(connection, row, row["next_at"])
                await self._next(connection, SCHEDULES, row, now)
            for row in await ALERTS.due.rows(connection, now=now):
                look = alert_check.AlertCheckArguments(app=row["app"], alert=row["id"])
                order = alert_check.ALERT_CHECK.new(look, key=f"alert/{row['id']}")
                await enqueue(connection, order)
                await self._next(connection, ALERTS, row, now)
                looked += 1
            result = {"sent": sent, "looked": looked}
            await running.done(connection, result)
        return result

    async def _next(self, connection: Connection, kept: Kept, row: Any, now: Any) -> None:
        """Set the next time; one whose times can be read no more pauses."""
        try:
            following = next_time(row["content"]["cron"], row["content"]["zone"], now)
        except Invalid:
            await kept.pause.run(connection, id=row["id"])
            return
        await kept.done.run(connection, id=row["id"], at=now, next_at=following)


REPORT_DUE: Final = ReportDueJob()
"""The kind."""
