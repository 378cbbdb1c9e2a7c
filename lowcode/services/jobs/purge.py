"""Forget what is not needed any more: jobs that ended, sessions, keys of requests, files that no record names."""

import contextlib
from datetime import timedelta
from typing import Any, ClassVar, Final

import asyncpg

from lowcode.kernel import clock
from lowcode.services.job_kind import JobKind, Running
from lowcode.services.message import Message
from lowcode.store import flows, imports, jobs, remains, rules
from lowcode.store.analytics.feed import unfollow


class PurgeArguments(Message):
    """How long things are kept."""

    job_days: int = 14
    """Days that jobs are kept which are done or cancelled."""
    dead_days: int = 180
    """Days that dead jobs are kept."""
    key_hours: int = 48
    """Hours that keys of requests are kept: whoever sends one again later does it twice."""
    file_hours: int = 48
    """Hours that a file may wait for a record that names it."""
    import_days: int = 7
    """Days that a file which was uploaded to be imported may wait for that."""
    firing_days: int = 400
    """Days for which it can be told why rules have fired."""
    replica_days: int = 3
    """Days after which changes are no longer logged for replicas of reports that nobody has asked."""


class PurgeJob(JobKind[PurgeArguments]):
    """Forgets a little at a time, so that nobody waits for it."""

    kind = "purge"
    arguments = PurgeArguments
    priority: ClassVar[int] = jobs.LOW
    timeout: ClassVar[float] = 3_600

    async def run(self, running: Running, arguments: PurgeArguments) -> dict[str, Any]:
        """Return how many of each were forgotten."""
        now = clock.now()
        tools = running.tools
        days = {"before": now - timedelta(days=arguments.job_days)}
        days |= {"dead_before": now - timedelta(days=arguments.dead_days)}
        keys = {"before": now - timedelta(hours=arguments.key_hours)}
        news = {"before": now - timedelta(days=1)}
        uploads = {"before": now - timedelta(days=arguments.import_days)}
        fired = {"before": now - timedelta(days=arguments.firing_days)}
        steps = (
            ("jobs", jobs.PURGE, days),
            ("keys", remains.DROP_KEYS, keys),
            ("news", flows.DROP_NEWS, news),
            ("imports", imports.REMOVE_OLD, uploads),
            ("firings", rules.FORGET, fired),
        )
        gone = {name: 0 for name, _, _ in steps}
        for name, statement, values in steps:
            while True:
                async with tools.database.connection() as connection:
                    count = await statement.run(connection, **values)
                gone[name] += count
                await running.progress(sum(gone.values()))
                if not count:
                    break
        tidied = await tools.workspace.files.tidy(arguments.file_hours)
        gone |= {"files": tidied.files, "contents": tidied.contents}
        await tools.workspace.sessions.tidy()
        async with tools.database.connection() as connection:
            with contextlib.suppress(asyncpg.LockNotAvailableError):
                gone["followed"] = await unfollow(connection, arguments.replica_days)
        return gone


PURGE: Final = PurgeJob()
"""The kind."""
