"""Compute records anew that depend on a change which concerns too many to do it at once."""

from datetime import datetime
from typing import Any, ClassVar, Final, TypeAlias
from uuid import UUID

import asyncpg

from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.services.app_renewal import FIRST, renewed_some
from lowcode.services.job_kind import JobKind, Running
from lowcode.services.ledger_posting import post
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp
from lowcode.services.record_spread import Changed, Spreading
from lowcode.store import jobs, stale_records
from lowcode.store.records import Author

_BATCH: Final = 500
_TRIES: Final = 5
_Turn: TypeAlias = tuple[str, bool]
"""A form, and whether its records depend on what becomes of others."""


class RecomputeArguments(Message):
    """What has changed, and how many records wait for it."""

    app: str
    """The app."""
    forms: tuple[str, ...]
    """The forms of the records that depend on the change."""
    later: tuple[str, ...] = ()
    """The forms of those that depend on what becomes of them, each before those that depend on it."""
    whole: tuple[str, ...] = ()
    """The forms of which all records are computed, because their app was published."""
    since: datetime | None = None
    """Of these forms only records that people have written since this instant; UTC."""
    total: int
    """How many records these are."""
    because: dict[str, Any]
    """What changed: `form`, and some of its `records`."""


class RecomputeJob(JobKind[RecomputeArguments]):
    """Computes exactly the records that were marked, a batch in each transaction, together with their marks."""

    kind = "recompute"
    arguments = RecomputeArguments
    priority: ClassVar[int] = jobs.HIGH
    timeout: ClassVar[float] = 4 * 3_600

    async def run(self, running: Running, arguments: RecomputeArguments) -> dict[str, Any]:
        """Return how many records were computed, and of how many something changed."""
        if arguments.whole:
            return await self._whole(running, arguments)
        tools = running.tools
        async with tools.database.connection() as connection:
            left = await stale_records.LEFT.value(connection, job_id=running.id)
        changed = 0
        await running.progress(arguments.total - left, arguments.total)
        turns = [*((form, False) for form in arguments.forms), *((form, True) for form in arguments.later)]
        for form, later in turns:
            while True:
                # Taken anew for each batch: the app may be published meanwhile.
                app = await tools.record_app(arguments.app)
                count, written = await self._batch(running, app, (form, later), arguments.because)
                if not count:
                    break
                left, changed = left - (0 if later else count), changed + written
                await running.progress(max(0, arguments.total - left), arguments.total)
        return await self._done(running, arguments.total, changed)

    async def _done(self, running: Running, count: int, changed: int) -> dict[str, Any]:
        """Take away what is left of the marks, and return what the job has done."""
        result = {"records": count, "changed": changed}
        async with running.tools.database.transaction() as connection:
            await stale_records.END.run(connection, job_id=running.id)
            await running.done(connection, result)
        return result

    async def _whole(self, running: Running, arguments: RecomputeArguments) -> dict[str, Any]:
        """Compute all records of forms; what is right already is not written, so that it may begin again any time."""
        # The news of what was published may still be on its way.
        await running.tools.record_apps.refresh()
        done = changed = 0
        await running.progress(0, arguments.total)
        for form in arguments.whole:
            last = FIRST
            while ids_and_written := await self._renewed(running, arguments, form, last):
                ids, written = ids_and_written
                last, done, changed = ids[-1], done + len(ids), changed + written
                await running.progress(min(done, arguments.total), arguments.total)
        return await self._done(running, done, changed)

    async def _renewed(
        self, running: Running, arguments: RecomputeArguments, form: str, after: UUID
    ) -> tuple[list[UUID], int] | None:
        """Compute the next records of a form in one transaction; None when there are no more."""
        for attempt in range(_TRIES):
            app = await running.tools.record_app(arguments.app)
            if form not in app.forms.forms or not app.keeps(form):
                return None
            author = Author(clock.now(), running.claim.account_id, running.cause)
            try:
                async with running.tools.database.transaction() as connection:
                    ids, written = await renewed_some(connection, app, author, form, after, arguments.since)
            except asyncpg.DeadlockDetectedError:
                # Somebody saves some of the same records in another order; they were let through.
                if attempt == _TRIES - 1:
                    raise
            else:
                return (ids, written) if ids else None
        raise AssertionError

    async def _batch(self, running: Running, app: RecordApp, turn: _Turn, because: dict[str, Any]) -> tuple[int, int]:
        """Compute the next records of a form; returns how many they are, and how many records changed thereby."""
        for attempt in range(_TRIES):
            try:
                return await self._computed(running, app, turn, because)
            except asyncpg.DeadlockDetectedError:
                # Somebody saves some of the same records in another order; they were let through.
                if attempt == _TRIES - 1:
                    raise
        raise AssertionError

    async def _computed(
        self, running: Running, app: RecordApp, turn: _Turn, because: dict[str, Any]
    ) -> tuple[int, int]:
        """Compute the next records of a form in one transaction, which takes their marks away."""
        form, later = turn
        tools, told = running.tools, app.place(form)
        async with tools.database.transaction() as connection:
            rows = await stale_records.NEXT.rows(connection, job_id=running.id, form=told, later=later, most=_BATCH)
            ids = [row["record_id"] for row in rows]
            if not ids:
                return 0, 0
            author = Author(clock.now(), running.claim.account_id, running.cause)
            # A sum over all of them is computed once at the end, and not again for each batch.
            spreading = Spreading(connection, app, author, job_id=None if later else running.id)
            former: dict[UUID, dict[str, Value]] = {UUID(one): {} for one in because.get("records", ())}
            if form in app.forms.forms and app.keeps(form):
                await spreading.renew(form, ids, Changed(because["form"], frozenset(), former))
                observers = tools.records.observers
                await post(connection, app, author, spreading.written, observers=observers, checked=False)
                await observers.spread(connection, app, author, spreading.written)
            await stale_records.FRESH.run(connection, job_id=running.id, form=told, ids=ids)
        return len(ids), spreading.count


RECOMPUTE: Final = RecomputeJob()
"""The kind."""
