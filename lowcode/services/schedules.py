"""`Schedules`: jobs that are put down again and again, at times that are written like those of cron."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import label
from lowcode.store import schedules
from lowcode.store.database import Database
from lowcode.store.jobs import NewJob, enqueue
from lowcode.store.statement import Connection

PLATFORM: Final = "platform"
"""Whose the schedules of the product itself are."""
CRON_WRONG: Final = Code(
    "schedule-cron-wrong",
    label("`{cron}` tells no times: {reason}.", "`{cron}` 不是有效的定时表达式：{reason}。"),
    label(
        "Write minute, hour, day of the month, month and day of the week, as `0 9 * * MON-FRI`.",
        "请依次填写分、时、日、月、星期，例如 `0 9 * * MON-FRI`。",
    ),
)
ZONE_UNKNOWN: Final = Code(
    "schedule-zone-unknown",
    label("There is no time zone `{zone}`.", "没有名为 `{zone}` 的时区。"),
    label("Name it as `Asia/Shanghai`.", "请使用类似 `Asia/Shanghai` 的名称。"),
)
_LONGEST: Final = 60.0
"""Seconds between two looks at the most."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A job that is put down again and again."""

    name: str
    """Its name, unique in the app."""
    cron: str
    """Minute, hour, day of the month, month, day of the week: `0 9 * * MON-FRI`."""
    kind: str
    """The kind of the job."""
    arguments: dict[str, Any] = field(default_factory=dict)
    """What the kind takes."""
    zone: str = "Asia/Shanghai"
    """The time zone that the times are read in; hours that a change of the clock skips are made up for."""


def schedule_problems(cron: str, zone: str) -> tuple[Diagnostic, ...]:
    """Return what is wrong with times."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return (ZONE_UNKNOWN.report(zone=zone[:60]),)
    try:
        next(CronSim(cron, clock.now().astimezone(ZoneInfo(zone))))
    except (CronSimError, StopIteration) as error:
        return (CRON_WRONG.report(cron=cron[:60], reason=str(error) or "never"),)
    return ()


def next_time(cron: str, zone: str, after: datetime) -> datetime:
    """Return the first time after an instant. Raises `Invalid`."""
    if found := schedule_problems(cron, zone):
        message = "the schedule is wrong"
        raise Invalid(message, found)
    return next(CronSim(cron, after.astimezone(ZoneInfo(zone)).replace(microsecond=0)))


class Schedules:
    """The schedules of one workspace."""

    def __init__(self, database: Database) -> None:
        """Take the workspace."""
        self._database = database

    async def declare(self, connection: Connection, app: str, wanted: Iterable[Schedule]) -> None:
        """Let an app have exactly these schedules, in the caller's transaction. Raises `Invalid`.

        One whose times have not changed keeps its next time, so that publishing skips and repeats none.
        """
        now = clock.now()
        names = []
        for one in wanted:
            names.append(one.name)
            await schedules.PUT.run(
                connection,
                app=app,
                name=one.name,
                cron=one.cron,
                zone=one.zone,
                kind=one.kind,
                arguments=one.arguments,
                next_at=next_time(one.cron, one.zone, now),
            )
        await schedules.DROP_OTHERS.run(connection, app=app, names=names)

    async def tick(self) -> float:
        """Put down the jobs whose time has come, and return the seconds until the next.

        One worker at a time looks. What was missed while nobody looked is done once, and not once for each time.
        """
        now = clock.now()
        async with self._database.transaction() as connection:
            if not await schedules.ALONE.value(connection):
                return _LONGEST
            for row in await schedules.DUE.rows(connection, now=now):
                arguments = {**row["arguments"]}
                cause = {
                    "kind": "schedule",
                    "schedule": f"{row['app']}.{row['name']}",
                    "at": row["next_at"].isoformat(),
                }
                job = NewJob(row["kind"], arguments, f"schedule/{row['app']}/{row['name']}", cause=cause)
                (job_id,) = await enqueue(connection, job)
                following = next_time(row["cron"], row["zone"], now)
                await schedules.DONE.run(
                    connection, app=row["app"], name=row["name"], at=now, next_at=following, job_id=job_id
                )
            following = await schedules.NEXT.value(connection)
        if following is None:
            return _LONGEST
        seconds: float = (following - clock.now()).total_seconds()
        return min(_LONGEST, max(0.05, seconds))
