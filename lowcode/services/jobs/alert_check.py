"""Look at an alert: compute its metric for everybody whom it tells, and tell those for whom it has become true."""

from typing import Any, ClassVar, Final
from uuid import UUID

from lowcode.services.job_kind import JobKind, Running
from lowcode.services.message import Message
from lowcode.services.report_alerts import ReportAlerts
from lowcode.services.report_desk import report_desk
from lowcode.store import jobs


class AlertCheckArguments(Message):
    """Which alert."""

    app: str
    """Its app."""
    alert: UUID
    """The alert."""


class AlertCheckJob(JobKind[AlertCheckArguments]):
    """Done again after a crash it finds what it has noted, so that nobody is told twice."""

    kind = "alert_check"
    arguments = AlertCheckArguments
    max_attempts: ClassVar[int] = 3
    priority: ClassVar[int] = jobs.LOW

    async def run(self, running: Running, arguments: AlertCheckArguments) -> dict[str, Any]:
        """Return for how many it began to hold. Raises `NotFound`."""
        app = await running.tools.record_app(arguments.app)
        async with report_desk(running.tools) as reports:
            began = await ReportAlerts(running.tools.database, reports).look(running.tools, app, arguments.alert)
        return {"began": began}


ALERT_CHECK: Final = AlertCheckJob()
"""The kind."""
