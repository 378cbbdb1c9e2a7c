"""`Jobs`: how jobs are looked at, cancelled and tried again."""

from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import asyncpg

from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Conflict, NotFound
from lowcode.kernel.names import Label, label
from lowcode.services.actor import ADMINISTRATOR, Actor
from lowcode.services.flow_losses import REVIVED
from lowcode.services.job_names import job_name
from lowcode.services.message import Message
from lowcode.store import jobs, schedules
from lowcode.store.database import Database
from lowcode.store.flows import uuids

JobState = Literal["waiting", "running", "done", "dead", "cancelled"]
WantedJobs = JobState | Literal["failing"]
"""A state, or `failing` for those that have failed and are tried again."""
AT_ONCE: Final = 1_000
"""How many jobs are revived at once."""
NO_JOB: Final = Code(
    "job-unknown",
    label("There is no such job, or it has ended.", "没有这个任务，或任务已结束。"),
    label("Look at the list again.", "请重新查看列表。"),
)
JOB_REPLACED: Final = Code(
    "job-replaced",
    label("Another job does the same already.", "已有相同的任务在执行。"),
    label("Wait for that one.", "请等待该任务完成。"),
)


class JobAbout(Message):
    """What a job is about, as far as administrators have to know."""

    app: str | None = None
    """The app."""
    effect: str | None = None
    """The kind of the effect that it carries out."""
    flow: str | None = None
    """The flow that wanted it."""
    rule: str | None = None
    """The rule that wanted it."""
    instance: UUID | None = None
    """The instance of the flow."""
    form: str | None = None
    """The form of the record, as `crm.lead`."""
    record: UUID | None = None
    """The record."""


class JobView(Message):
    """A job."""

    id: UUID
    """The key."""
    kind: str
    """What it does."""
    label: Label
    """What that is called."""
    about: JobAbout
    """What it is about."""
    state: JobState
    """Where it stands."""
    run_at: datetime
    """When it is due."""
    attempts: int
    """How often it was tried."""
    max_attempts: int
    """How often it is tried."""
    progress: dict[str, Any] | None = None
    """How far it is: `done`, `of`, and what else it tells."""
    result: Any = None
    """What came of it."""
    error: dict[str, Any] | None = None
    """Why it failed last: `code`, `message`, `problems`, `at`, `attempt`."""
    cancelling: bool = False
    """Whether it is to stop."""
    account_id: UUID | None = None
    """On whose behalf."""
    created_at: datetime
    """When it was put down."""
    finished_at: datetime | None = None
    """When it ended."""


class JobPage(Message):
    """Some jobs, the newest first."""

    jobs: tuple[JobView, ...]
    """They."""
    next: UUID | None = None
    """What to ask for the next ones with; None when there are none."""


class WorkerView(Message):
    """A process that does jobs."""

    id: UUID
    """The key."""
    host: str
    """The machine."""
    process: int
    """The number of the process."""
    started_at: datetime
    """When it began."""
    seen_at: datetime
    """When it showed last that it lives."""
    running: int
    """How many jobs it does."""


class ScheduleView(Message):
    """A job that is put down again and again."""

    app: str
    """Whose it is."""
    name: str
    """Its name."""
    cron: str
    """Its times."""
    zone: str
    """The time zone that they are read in."""
    kind: str
    """The kind of the job."""
    next_at: datetime
    """When it is put down next."""
    last_at: datetime | None = None
    """When it was put down last."""


class Revived(Message):
    """What is tried again."""

    count: int
    """How many jobs."""
    more: bool
    """Whether there may be more of them."""


class Bench(Message):
    """What there is to do, and who does it."""

    counts: dict[str, dict[str, int]]
    """How many jobs there are, by kind and state; of those that ended only the dead. Of those that wait, `failing` have
    failed before."""
    names: dict[str, Label]
    """What the kinds are called."""
    workers: tuple[WorkerView, ...]
    """Who does jobs."""
    schedules: tuple[ScheduleView, ...]
    """What is put down by the clock."""


class Jobs:
    """The use cases of jobs in one workspace: everybody sees their own, administrators all."""

    def __init__(self, database: Database) -> None:
        """Take the workspace."""
        self._database = database

    async def page(
        self,
        actor: Actor,
        before: UUID | None = None,
        *,
        state: WantedJobs | None = None,
        kind: str | None = None,
        most: int = 50,
    ) -> JobPage:
        """Return jobs, the newest first; those of others only for administrators."""
        actor.require_scope("read")
        whose = None if _everything(actor) else actor.account
        async with self._database.connection() as connection:
            rows = await jobs.PAGE.rows(
                connection, before=before, state=state, kind=kind, account_id=whose, most=most + 1
            )
        found = tuple(_view(row) for row in rows[:most])
        return JobPage(jobs=found, next=found[-1].id if len(rows) > most else None)

    async def get(self, actor: Actor, id_: UUID) -> JobView:
        """Return a job, to watch how far it is. Raises `NotFound`."""
        actor.require_scope("read")
        async with self._database.connection() as connection:
            row = await jobs.JOB.row(connection, id=id_)
        return _view(self._theirs(actor, row))

    async def cancel(self, actor: Actor, id_: UUID) -> None:
        """Stop a job: at once when it waits, soon when it runs. Raises `NotFound` when it has ended."""
        actor.require_scope("write")
        async with self._database.transaction() as connection:
            self._theirs(actor, await jobs.JOB.row(connection, id=id_))
            if await jobs.ASK_TO_STOP.value(connection, id=id_, now=clock.now()) is None:
                raise _unknown()
            await actor.note(connection, "job.cancelled", f"job:{id_}")

    async def revive(self, actor: Actor, id_: UUID) -> None:
        """Let a job be tried again that has failed, or was given up; for administrators.

        Raises `NotFound`, `Conflict`.
        """
        actor.require()
        try:
            async with self._database.transaction() as connection:
                if await jobs.REVIVE.value(connection, id=id_, now=clock.now()) is None:
                    raise _unknown()
                await REVIVED.run(connection, jobs=[id_])
                await self._database.notify(connection, jobs.TOPIC, "")
                await actor.note(connection, "job.revived", f"job:{id_}")
        except asyncpg.UniqueViolationError as error:
            message = "another job has taken its place"
            raise Conflict(message, [JOB_REPLACED.report()]) from error

    async def revive_all(self, actor: Actor, kind: str | None = None) -> Revived:
        """Let what was given up be tried again, all or of a kind, a thousand at once; for administrators.

        Left alone is what another job does meanwhile, and what a flow waits for, which has an incident.
        """
        actor.require()
        async with self._database.transaction() as connection:
            rows = await jobs.REVIVE_ALL.rows(connection, kind=kind, most=AT_ONCE, now=clock.now())
            await REVIVED.run(connection, jobs=[row["id"] for row in rows])
            await self._database.notify(connection, jobs.TOPIC, "")
            await actor.note(connection, "job.revived", f"jobs:{kind or ''}", count=len(rows))
        return Revived(count=len(rows), more=len(rows) == AT_ONCE)

    async def bench(self, actor: Actor) -> Bench:
        """Return what there is to do and who does it; for administrators."""
        actor.require()
        counts: dict[str, dict[str, int]] = {}
        async with self._database.connection() as connection:
            for row in await jobs.COUNTS.rows(connection):
                counts.setdefault(row["kind"], {})[row["state"]] = row["count"]
                if row["state"] == "waiting" and row["tried"]:
                    counts[row["kind"]]["failing"] = row["tried"]
            workers = [WorkerView.model_validate(dict(row)) for row in await jobs.WORKERS.rows(connection)]
            rows = await schedules.ALL.rows(connection)
        names = set(ScheduleView.model_fields)
        planned = [ScheduleView.model_validate({name: row[name] for name in names}) for row in rows]
        named = {name: job_name(name) for name in {*counts, *(one.kind for one in planned)}}
        return Bench(counts=counts, names=named, workers=tuple(workers), schedules=tuple(planned))

    def _theirs(self, actor: Actor, row: Any) -> Any:
        """Return a job that the actor may see. Raises `NotFound`."""
        if row is None or not (_everything(actor) or row["account_id"] == actor.account):
            raise _unknown()
        return row


def _everything(actor: Actor) -> bool:
    """Return whether somebody may see the jobs of others."""
    return actor.product or (ADMINISTRATOR in actor.roles and (actor.scopes is None or "admin" in actor.scopes))


def _view(row: Any) -> JobView:
    """Return a job as people see it: the traceback stays in the database."""
    names = set(JobView.model_fields) - {"label", "about"}
    about = _about(row)
    found: dict[str, Any] = {"label": job_name(row["kind"], about.effect), "about": about}
    found |= {name: row[name] for name in names}
    if found["error"]:
        found["error"] = {name: value for name, value in found["error"].items() if name != "trace"}
    return JobView.model_validate(found)


def _about(row: Any) -> JobAbout:
    """Return what a job is about, of its arguments and of what led to it."""
    told = row["arguments"] if isinstance(row["arguments"], dict) else {}
    cause = {**(row["cause"] or {}), **(told.get("cause") or {})}
    return JobAbout(
        app=_name(told.get("app") or cause.get("app")),
        effect=_name(told.get("kind")) if row["kind"] in {"effect", "flow_aside"} else None,
        flow=_name(cause.get("flow") or told.get("flow")),
        rule=_name(cause.get("rule") or told.get("rule")),
        instance=next(iter(uuids([str(told.get("instance") or cause.get("instance"))])), None),
        form=_name(told.get("form")),
        record=next(iter(uuids([str(told.get("record_id"))])), None),
    )


def _name(found: Any) -> str | None:
    """Return a name, None for anything else."""
    return found if isinstance(found, str) else None


def _unknown() -> NotFound:
    """Return the error that there is no such job."""
    message = "there is no such job"
    return NotFound(message, [NO_JOB.report()])
