"""`JobKind`: what a kind of job takes and does; each is a file of `lowcode/services/jobs`."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from lowcode.kernel.errors import LowcodeError
from lowcode.services.actor import Actor
from lowcode.services.causes import kept_cause
from lowcode.services.job_names import job_name
from lowcode.services.job_notice import tell_given_up
from lowcode.services.message import Message
from lowcode.services.workshop import Workshop
from lowcode.store import jobs
from lowcode.store.jobs import ATTEMPTS, NORMAL, Claim, NewJob
from lowcode.store.statement import Connection

Arguments = TypeVar("Arguments", bound=Message)


class JobLost(LowcodeError):  # noqa: N818 - the words of the product
    """Another worker does the job now: this one was thought dead, and writes nothing more."""


class JobCancelled(LowcodeError):  # noqa: N818
    """Somebody wants the job to stop; raised by `Running.progress`, and passed on by the kind."""


class JobRefused(LowcodeError):  # noqa: N818
    """The job cannot succeed however often it is tried: it is dead at once, with the diagnostics."""


class Running:
    """A job that is being done: what it works with, and what it tells about itself."""

    def __init__(self, claim: Claim, tools: Workshop) -> None:
        """Take the job as it was claimed, and the tools of the process."""
        self.claim = claim
        self.tools = tools
        self.ended = False
        """Whether the job has marked itself as done."""

    @property
    def id(self) -> UUID:
        """The job."""
        return self.claim.id

    @property
    def cause(self) -> dict[str, Any]:
        """What the history of records tells of changes that the job makes."""
        return {"kind": "job", "job": str(self.claim.id), **(self.claim.cause or {})}

    async def actor(self) -> Actor:
        """Return on whose behalf it is done, with the roles of now; the product itself when it is nobody's."""
        return await self.tools.actor(self.claim.account_id, self.claim.cause)

    async def progress(self, done: int, of: int | None = None, **more: Any) -> None:
        """Say how far it is, at once and in a transaction of its own, so that it can be watched.

        Raises `JobCancelled` when it is to stop, `JobLost` when it is another's.
        """
        told = {"done": done, "of": of, **more}
        async with self.tools.database.connection() as connection:
            row = await jobs.PROGRESS.row(
                connection, id=self.id, worker=self.claim.worker, attempt=self.claim.attempt, progress=told
            )
        if row is None:
            message = "the job is another worker's now"
            raise JobLost(message)
        if row["cancelling"]:
            message = "the job is cancelled"
            raise JobCancelled(message)

    async def cancelled(self) -> bool:
        """Return whether somebody wants it to stop."""
        async with self.tools.database.connection() as connection:
            row = await jobs.JOB.row(connection, id=self.id)
        return row is None or bool(row["cancelling"])

    async def done(self, connection: Connection, result: Any = None) -> None:
        """Mark the job as done in the transaction of what it did, so that both happen or neither.

        Without this the worker marks it when `run` returns, and a worker that is killed in between does it twice.
        Raises `JobLost`, which undoes the transaction, when the job is another's.
        """
        if not await jobs.finish(connection, self.claim, result):
            message = "the job is another worker's now"
            raise JobLost(message)
        self.ended = True


async def done_together(connection: Connection, some: Sequence[Running]) -> None:
    """Mark jobs as done in the transaction of what they did, as `Running.done` does. Raises `JobLost`."""
    if not await jobs.finish_all(connection, [one.claim for one in some]):
        message = "a job is another worker's now"
        raise JobLost(message)
    for one in some:
        one.ended = True


class JobKind(Generic[Arguments]):
    """A kind of job. Its file defines the class and one public instance, by which others put such jobs down."""

    kind: ClassVar[str]
    """The name of the file."""
    arguments: type[Arguments]
    """What it takes."""
    max_attempts: ClassVar[int] = ATTEMPTS
    """How often it is tried; between two tries lie seconds, then minutes, then hours."""
    timeout: ClassVar[float] = 600.0
    """Seconds after which a try is broken off."""
    priority: ClassVar[int] = NORMAL
    """Whether somebody waits for it (`HIGH`), or it has time (`LOW`)."""
    together: ClassVar[int] = 1
    """How many jobs of the kind are done at once by `run_together`, in one transaction and with one commit."""

    async def run_together(self, some: Sequence[tuple[Running, Arguments]]) -> None:
        """Do several jobs in one transaction, and mark those that were done by `done_together`.

        The others are done by `run`, each by itself; all of them when this raises, which has to undo everything.
        """
        raise NotImplementedError

    async def run(self, running: Running, arguments: Arguments) -> Any:
        """Do it, and return what came of it as JSON. It may be done again after a crash: use `Running.done`.

        `Invalid`, `NotFound`, `Forbidden` and `JobRefused` end it for good; any other exception has it tried again.
        """
        raise NotImplementedError

    def new(self, arguments: Arguments, **more: Any) -> NewJob:
        """Return a job of this kind; `more` are fields of `NewJob`, as `key`, `lane`, `run_at`, `account_id`."""
        given: Mapping[str, Any] = {"priority": self.priority, "max_attempts": self.max_attempts, **more}
        return NewJob(self.kind, arguments.model_dump(mode="json"), **given)

    async def given_up(
        self, connection: Connection, running: Running, arguments: Arguments, error: dict[str, Any]
    ) -> None:
        """Do what is to be done when the job is dead, in the same transaction: telling whoever waits for it.

        Without a kind's own way administrators are told, so that nothing fails in silence.
        """
        effect = getattr(arguments, "kind", None) if self.kind == "effect" else None
        what = self.kind if effect is None else f"{self.kind}/{effect}"
        await tell_given_up(connection, running.id, what, job_name(self.kind, effect), kept_cause(error))
