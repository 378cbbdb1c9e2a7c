"""Move instances of flows that ended long ago into the archive, so that lists stay short."""

from datetime import timedelta
from typing import Any, ClassVar, Final

from lowcode.kernel import clock
from lowcode.services.job_kind import JobKind, Running
from lowcode.services.message import Message
from lowcode.store import jobs
from lowcode.store.flow_archive import archive


class FlowArchiveArguments(Message):
    """What is archived."""

    days: int | None = None
    """Days since their end; as the settings say without it."""


class FlowArchiveJob(JobKind[FlowArchiveArguments]):
    """Moves some at a time, each lot in a transaction of its own, so that nobody waits for it."""

    kind = "flow_archive"
    arguments = FlowArchiveArguments
    priority: ClassVar[int] = jobs.LOW
    timeout: ClassVar[float] = 3_600

    async def run(self, running: Running, arguments: FlowArchiveArguments) -> dict[str, Any]:
        """Return how many were moved."""
        days = running.tools.workspace.settings.flow_archive_days if arguments.days is None else arguments.days
        moved = 0
        now = clock.now()
        while days:
            async with running.tools.database.transaction() as connection:
                count = await archive(connection, now - timedelta(days=days), now)
            moved += count
            await running.progress(moved)
            if not count:
                break
        return {"archived": moved}


FLOW_ARCHIVE: Final = FlowArchiveJob()
"""The kind."""
