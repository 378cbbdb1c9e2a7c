"""Kinds of jobs that only tests have; each writes into the table `seen` what it does."""

import asyncio
from collections.abc import Sequence
from typing import Any, ClassVar

from lowcode.kernel.errors import Invalid
from lowcode.services.job_kind import JobKind, Running, done_together
from lowcode.services.message import Message
from lowcode.store.statement import Connection


class Told(Message):
    """What the jobs of tests take."""

    mark: str = ""
    seconds: float = 0.0
    fails: int = 0


async def note(running: Running, mark: str) -> None:
    async with running.tools.database.connection() as connection:
        await connection.execute("INSERT INTO seen (job, mark) VALUES ($1, $2)", running.id, mark)


class MarkJob(JobKind[Told]):
    """Notes its beginning and its end; fails as often as it is told."""

    kind = "mark"
    arguments = Told
    max_attempts: ClassVar[int] = 4

    async def run(self, running: Running, arguments: Told) -> Any:
        await note(running, f"begin {arguments.mark}")
        if running.claim.attempt <= arguments.fails:
            message = "not yet"
            raise RuntimeError(message)
        await asyncio.sleep(arguments.seconds)
        await note(running, f"end {arguments.mark}")
        return {"mark": arguments.mark}

    async def given_up(self, connection: Connection, running: Running, arguments: Told, error: dict[str, Any]) -> None:
        text = f"given up {arguments.mark} {error['code']}"
        await connection.execute("INSERT INTO seen (job, mark) VALUES ($1, $2)", running.id, text)


class OnceJob(JobKind[Told]):
    """Notes what it does in the transaction that ends it, after a while."""

    kind = "once"
    arguments = Told

    async def run(self, running: Running, arguments: Told) -> Any:
        await asyncio.sleep(arguments.seconds)
        async with running.tools.database.transaction() as connection:
            await connection.execute("INSERT INTO seen (job, mark) VALUES ($1, $2)", running.id, arguments.mark)
            await running.done(connection, arguments.mark)


class CountJob(JobKind[Told]):
    """Counts until somebody stops it."""

    kind = "count"
    arguments = Told

    async def run(self, running: Running, arguments: Told) -> Any:  # noqa: ARG002 - it takes nothing
        for at in range(1_000):
            await running.progress(at, 1_000)
            await asyncio.sleep(0.02)


class WrongJob(JobKind[Told]):
    """Is refused."""

    kind = "wrong"
    arguments = Told

    async def run(self, running: Running, arguments: Told) -> Any:  # noqa: ARG002 - it takes nothing
        message = "never"
        raise Invalid(message)


class ManyJob(JobKind[Told]):
    """Notes several at once; marks that begin with `poison` spoil it, those with `late` are left for later."""

    kind = "many"
    arguments = Told
    max_attempts: ClassVar[int] = 2
    together: ClassVar[int] = 20

    async def run_together(self, some: Sequence[tuple[Running, Told]]) -> None:
        now = [running for running, told in some if not told.mark.startswith("late")]
        async with some[0][0].tools.database.transaction() as connection:
            for running, told in some:
                if running in now:
                    await connection.execute("INSERT INTO seen (job, mark) VALUES ($1, 'together')", running.id)
                if told.mark.startswith("poison"):
                    message = "poisoned"
                    raise RuntimeError(message)
            await asyncio.sleep(max(told.seconds for _, told in some))
            await done_together(connection, now)

    async def run(self, running: Running, arguments: Told) -> Any:
        await note(running, "alone")
        if arguments.mark.startswith("poison"):
            message = "poisoned"
            raise RuntimeError(message)
        await asyncio.sleep(arguments.seconds)


KINDS: dict[str, JobKind[Any]] = {one.kind: one for one in (MarkJob(), OnceJob(), CountJob(), WrongJob(), ManyJob())}
