"""`Worker`: claims jobs, does several at once, shows that it lives, and takes over the jobs of those that died."""

import asyncio
import contextlib
import logging
import os
import platform
import random
import traceback
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError

from lowcode.kernel import clock
from lowcode.kernel.errors import Forbidden, Invalid, LowcodeError, NotFound, Unavailable
from lowcode.services.causes import problem_of
from lowcode.services.flow_starts import watch
from lowcode.services.job_kind import JobCancelled, JobKind, JobLost, JobRefused, Running
from lowcode.services.job_kinds import JOB_KINDS
from lowcode.services.schedules import Schedules
from lowcode.services.workshop import Workshop
from lowcode.store import jobs
from lowcode.store.ids import new_id
from lowcode.store.jobs import Claim
from lowcode.store.listener import Listener
from lowcode.store.statement import Connection

_LOG: Final = logging.getLogger(__name__)

_FIRST_PAUSE: Final = 2.0
"""Seconds before the second try; each further one waits three times as long."""
_LONGEST_PAUSE: Final = 6 * 3600.0
"""Seconds between two tries at the most."""
_PERMANENT: Final = (Invalid, NotFound, Forbidden, JobRefused)
"""What trying again does not help against."""
_TOGETHER: Final = 2
"""Up to which try jobs are done with others: once the worker may have been killed, after that they are to blame."""
_TRACE: Final = 4_000
"""Characters of a traceback that are kept."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a worker does what; in seconds."""

    beat: float = 3.0
    """Between two signs of life."""
    silent: float = 20.0
    """After which a worker that shows none is dead."""
    poll: float = 15.0
    """Between two looks for jobs when nobody wakes it."""
    grace: float = 10.0
    """That jobs have to end when it is stopped."""


class Worker:
    """One worker; several in one process are as good as several processes."""

    def __init__(
        self,
        tools: Workshop,
        *,
        at_once: int = 4,
        pace: Pace | None = None,
        kinds: Mapping[str, JobKind[Any]] = JOB_KINDS,
    ) -> None:
        """Take what jobs work with, how many are done at once, and which kinds; others are left alone."""
        self.id = new_id()
        self._tools = tools
        self._database = tools.database
        self._schedules = Schedules(tools.database)
        self._at_once = at_once
        self._pace = pace or Pace()
        self._kinds = kinds
        self._wake = asyncio.Event()
        self._stopping = False
        self._running: dict[Claim, asyncio.Task[None]] = {}
        self._unwanted: set[Claim] = set()
        self._many_first = False
        self._claiming = False

    def stop(self) -> None:
        """Claim nothing more; `run` returns when what runs has ended or was given back."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Do jobs until `stop` is called. A database that is away is waited for."""
        listener = Listener(self._database)
        listener.on(jobs.TOPIC, self._woken)
        watch(self._tools)
        await self._beat_once()
        async with listener:
            minding = [asyncio.create_task(self._beat()), asyncio.create_task(self._mind())]
            try:
                while not self._stopping:
                    await self._turn()
            finally:
                await self._end()
                for task in minding:
                    task.cancel()
                await asyncio.gather(*minding, return_exceptions=True)

    # --- claiming -----------------------------------------------------------------------------------------------------

    async def _turn(self) -> None:
        """Claim what can be done now, then wait until there may be more."""
        self._wake.clear()
        free = self._at_once - len(set(self._running.values()))
        pause = self._pace.poll
        if free:
            try:
                async with self._database.connection() as connection:
                    if await self._claim(connection, free):
                        return
                    due = await jobs.NEXT.value(connection, now=clock.now())
                    if due is not None:
                        pause = min(pause, max(0.0, (due - clock.now()).total_seconds()) + 0.005)
            except Unavailable as error:
                _LOG.warning("no jobs can be claimed now: %s", error)
                pause = 1.0
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), pause)

    async def _claim(self, connection: Connection, free: int) -> int:
        """Begin what is to be done next, for each free place a job or several together; return how many places."""
        # With one place left kinds take turns, so that none waits for ever.
        self._many_first = not self._many_first
        order = (True, False) if free > 1 or self._many_first else (False, True)
        begun = 0
        self._claiming = True
        try:
            for many in order:
                begun += await self._claim_of(connection, free - begun, many=many)
        finally:
            self._claiming = False
        return begun

    async def _claim_of(self, connection: Connection, free: int, *, many: bool) -> int:
        """Begin the next of those jobs that are done together, or of those that are not.

        What is claimed begins at once: the next statement may fail, and what nobody has in mind nobody would do.
        """
        if not many and free:
            names = [name for name, one in self._kinds.items() if one.together == 1]
            alone = await jobs.claim(connection, self.id, free, names)
            for one in alone:
                self._begin([one])
            return len(alone)
        begun = 0
        for kind in self._kinds.values() if many else ():
            if kind.together > 1 and begun < free:
                some = await jobs.claim(connection, self.id, kind.together, [kind.kind])
                if some:
                    self._begin(some)
                    begun += 1
        return begun

    def _begin(self, claims: list[Claim]) -> None:
        """Do a job, or several together, beside everything else."""
        task = asyncio.create_task(self._do(claims[0]) if len(claims) == 1 else self._do_together(claims))
        self._running.update(dict.fromkeys(claims, task))
        task.add_done_callback(lambda _: self._ended(claims))

    async def _woken(self, _content: str | None) -> None:
        """Look for jobs."""
        self._wake.set()

    def _ended(self, claims: Iterable[Claim]) -> None:
        """Let the place of jobs be taken by others."""
        for claim in claims:
            self._running.pop(claim, None)
            self._unwanted.discard(claim)
        self._wake.set()

    async def _end(self) -> None:
        """Wait for what runs, give back what takes too long, and be forgotten."""
        running = dict(self._running)
        if running:
            await asyncio.wait(running.values(), timeout=self._pace.grace)
        for task in set(running.values()):
            task.cancel()
        await asyncio.gather(*running.values(), return_exceptions=True)
        with contextlib.suppress(Unavailable):
            async with self._database.connection() as connection:
                await jobs.LEAVE.run(connection, id=self.id)

    # --- doing --------------------------------------------------------------------------------------------------------

    async def _do(self, claim: Claim) -> None:
        """Do one job, and put down what came of it; nothing is raised."""
        try:
            await self._try(claim)
        except Unavailable as error:
            # What came of it cannot be put down: when the worker is not seen either, another does the job.
            _LOG.warning("the end of job %s cannot be put down: %s", claim.id, error)
            await self._release_later(claim)
        except Exception:  # noqa: BLE001 - one job must not end the worker
            _LOG.exception("job %s of kind %s could not be ended", claim.id, claim.kind)
            await self._release_later(claim)

    async def _do_together(self, claims: Sequence[Claim]) -> None:
        """Do jobs of one kind in one transaction, then each by itself that was not done so; nothing is raised."""
        left = list(claims)
        try:
            left = await self._tried_together(claims)
            while left:
                some, left = left[: self._at_once], left[self._at_once :]
                await asyncio.gather(*(self._do(one) for one in some))
        except asyncio.CancelledError:
            with contextlib.suppress(Unavailable):
                for one in left:
                    await self._put_down_stop(one)

    async def _tried_together(self, claims: Sequence[Claim]) -> list[Claim]:
        """Do those jobs in one transaction that have hardly failed yet, and return those that are still to be done."""
        kind = self._kinds[claims[0].kind]
        fresh = [Running(one, self._tools) for one in claims if one.attempt <= _TOGETHER]
        try:
            some = [(one, kind.arguments.model_validate(one.claim.arguments)) for one in fresh]
            if some:
                async with asyncio.timeout(kind.timeout):
                    await kind.run_together(some)
        except Exception as error:  # noqa: BLE001 - one of them spoils it: by itself it will be told
            _LOG.info("%s jobs of kind %s are done one by one: %s", len(claims), kind.kind, error)
            return list(claims)
        done = {one.claim for one in fresh if one.ended}
        return [one for one in claims if one not in done]

    async def _try(self, claim: Claim) -> None:
        """Do one job, and put down what came of it. Raises `Unavailable`."""
        kind = self._kinds[claim.kind]
        running = Running(claim, self._tools)
        error: BaseException
        try:
            arguments = kind.arguments.model_validate(claim.arguments)
        except ValidationError as wrong:
            await self._put_down_failure(kind, running, None, wrong, final=True)
            return
        if claim.attempt > claim.max_attempts:
            error = JobRefused("the worker has died each time")
            await self._put_down_failure(kind, running, arguments, error, final=True)
            return
        try:
            async with asyncio.timeout(kind.timeout):
                result = await kind.run(running, arguments)
        except JobLost:
            _LOG.warning("job %s was another worker's", claim.id)
        except asyncio.CancelledError:
            await self._put_down_stop(claim)
        except JobCancelled:
            async with self._database.connection() as connection:
                await jobs.cancelled(connection, claim)
        except _PERMANENT as refused:
            await self._put_down_failure(kind, running, arguments, refused, final=True)
        except Exception as failed:  # noqa: BLE001 - whatever a kind raises has it tried again
            await self._put_down_failure(kind, running, arguments, failed, final=False)
        else:
            if not running.ended:
                async with self._database.connection() as connection:
                    await jobs.finish(connection, claim, result)

    async def _put_down_stop(self, claim: Claim) -> None:
        """Put down that a job was broken off: because somebody wanted it, or because the worker stops."""
        async with self._database.connection() as connection:
            if claim in self._unwanted:
                await jobs.cancelled(connection, claim)
            else:
                await jobs.release(connection, [claim])

    async def _put_down_failure(
        self,
        kind: JobKind[Any],
        running: Running,
        arguments: Any,
        error: Exception,
        *,
        final: bool,
    ) -> None:
        """Put down that a job failed: it is tried again later, or given up."""
        claim = running.claim
        told = told_of(error, claim.attempt)
        dead = final or claim.attempt >= claim.max_attempts
        at = None if dead else clock.now() + timedelta(seconds=pause_after(claim.attempt))
        level = logging.ERROR if dead else logging.WARNING
        _LOG.log(level, "job %s of kind %s failed at try %s: %s", claim.id, claim.kind, claim.attempt, error)
        async with self._database.transaction() as connection:
            mine = await jobs.retry(connection, claim, told, at)
            if mine and dead and arguments is not None:
                await kind.given_up(connection, running, arguments, told)

    async def _release_later(self, claim: Claim) -> None:
        """Give a job back as soon as the database answers; until then it stays the worker's."""
        while not self._stopping:
            await asyncio.sleep(1)
            with contextlib.suppress(Exception):
                async with self._database.connection() as connection:
                    await jobs.release(connection, [claim])
                return

    # --- minding ------------------------------------------------------------------------------------------------------

    async def _beat(self) -> None:
        """Show again and again that the worker lives, and stop what is not wanted any more."""
        while True:
            await asyncio.sleep(self._pace.beat)
            try:
                await self._beat_once()
                await self._compare()
            except Unavailable as error:
                _LOG.warning("nobody sees that this worker lives: %s", error)
            except Exception:  # noqa: BLE001 - a worker that is not seen any more would be taken for dead
                _LOG.exception("what this worker does could not be compared")

    async def _beat_once(self) -> None:
        """Show that the worker lives."""
        async with self._database.connection() as connection:
            await jobs.BEAT.run(connection, id=self.id, host=platform.node(), process=os.getpid())

    async def _compare(self) -> None:
        """Compare what the worker does with what the others take it to do.

        What somebody cancelled is broken off, and so is what was given to others. What it is said to do and knows
        nothing of is given back: the answer to its claim was lost on the way, as when PostgreSQL dies with it, and
        nobody else would ever do it, for the worker lives.
        """
        held = dict(self._running)
        if self._claiming:
            return
        async with self._database.connection() as connection:
            rows = await jobs.MINE.rows(connection, worker=self.id)
            unknown = {(row["id"], row["attempts"]) for row in rows} - _keys({*held, *self._running})
            if unknown and not self._claiming:
                given = await jobs.GIVE_BACK.value(connection, worker=self.id, jobs=_rows(unknown))
                _LOG.warning("%s jobs were claimed and their claim got lost: they wait again", given)
        known = {(row["id"], row["attempts"]): bool(row["cancelling"]) for row in rows}
        # Once is enough: what puts down that it was broken off must not be broken off itself.
        new = {claim for claim in held if known.get((claim.id, claim.attempt), True)} - self._unwanted
        self._unwanted |= new
        for task in {held[claim] for claim in new}:
            task.cancel()

    async def _mind(self) -> None:
        """Put down what the schedules want, and take over the jobs of workers that died; every worker does it."""
        while True:
            pause = self._pace.silent / 4
            try:
                async with self._database.connection() as connection:
                    rescued = await jobs.rescue(connection, self._pace.silent)
                if rescued:
                    _LOG.warning("%s jobs of dead workers are done again", rescued)
                pause = min(pause, await self._schedules.tick())
            except Unavailable as error:
                _LOG.warning("schedules are not looked at now: %s", error)
            except Exception:  # noqa: BLE001 - one schedule must not end the worker
                _LOG.exception("schedules could not be looked at")
            await asyncio.sleep(pause)


def _keys(claims: Iterable[Claim]) -> set[tuple[UUID, int]]:
    """Return which try of which job claims are."""
    return {(one.id, one.attempt) for one in claims}


def _rows(keys: Iterable[tuple[UUID, int]]) -> list[dict[str, Any]]:
    """Return tries of jobs as a statement reads them."""
    return [{"id": str(id_), "attempt": attempt} for id_, attempt in keys]


def pause_after(attempt: int) -> float:
    """Return the seconds before the next try: 2, 6, 18, …, at most six hours, a quarter more or less."""
    pause: float = min(_FIRST_PAUSE * 3.0 ** (attempt - 1), _LONGEST_PAUSE)
    # Whatever failed together shall not come back together.
    return pause * random.uniform(0.75, 1.25)  # noqa: S311 - no secret


def told_of(error: BaseException, attempt: int) -> dict[str, Any]:
    """Return an error as it is kept with a job, with the texts for people and the traceback for developers."""
    diagnostics = error.diagnostics if isinstance(error, LowcodeError) else ()
    lines = "".join(traceback.format_exception(error))
    return {
        "code": diagnostics[0].code if diagnostics else type(error).__name__,
        "message": str(error)[:1_000] or type(error).__name__,
        "problems": [problem_of(one) for one in diagnostics[:20]],
        "at": clock.now().isoformat(),
        "attempt": attempt,
        "trace": "" if isinstance(error, _PERMANENT) else lines[-_TRACE:],
    }


@asynccontextmanager
async def working(
    tools: Workshop, *, at_once: int, pace: Pace | None = None, kinds: Mapping[str, JobKind[Any]] = JOB_KINDS
) -> AsyncIterator[Worker | None]:
    """Have jobs done inside the block, several at once; none when `at_once` is 0."""
    if not at_once:
        yield None
        return
    worker = Worker(tools, at_once=at_once, pace=pace, kinds=kinds)
    task = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        worker.stop()
        await asyncio.gather(task, return_exceptions=True)
