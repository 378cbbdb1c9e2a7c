"""Stale records: what a change makes of so many others that a job computes them, and how that is told meanwhile."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg

from lowcode.services.access import FormAccess
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp
from lowcode.services.record_reading import Reading
from lowcode.store import jobs, stale_records
from lowcode.store.ids import new_id
from lowcode.store.jobs import NewJob
from lowcode.store.records import Author
from lowcode.store.statement import Connection

JOB: Final = "recompute"
"""The kind of job that computes stale records anew."""


class Recomputing(Message):
    """How far the records of a form are computed anew."""

    running: bool = False
    """Whether some of their values are not up to date."""
    fields: tuple[str, ...] = ()
    """Which values, as far as the reader may see them; of rows as `lines.cost`."""
    records: int = 0
    """How many records of the form are waiting."""
    done: int = 0
    """How many records have been computed, those of other forms that depend on the same change among them."""
    of: int = 0
    """How many there are in all."""
    failed: bool = False
    """Whether nobody is at it any more: an administrator has to have the job done once more."""


@dataclass(frozen=True, slots=True)
class Stale:
    """What is not up to date, by form."""

    wanted: Mapping[str, set[UUID]]
    """The records that depend on the change itself."""
    later: Mapping[str, set[UUID]]
    """Those that depend on what becomes of them, in the order of their dependence."""
    fields: Mapping[str, set[str]]
    """The values; of rows as `lines.cost`."""


async def put_down(
    connection: Connection, app: RecordApp, author: Author, because: Mapping[str, object], stale: Stale
) -> UUID:
    """Mark records as stale, and have a job compute them, in the transaction of what changed; return the job."""
    job_id, total = new_id(), sum(len(ids) for ids in stale.wanted.values())
    for is_later, some in ((False, stale.wanted), (True, stale.later)):
        for form, ids in sorted(some.items()):
            await stale_records.MARK.run(
                connection,
                job_id=job_id,
                form=app.place(form),
                ids=sorted(ids),
                fields=sorted(stale.fields.get(form, ())),
                later=is_later,
            )
    arguments = {
        "app": app.name,
        "forms": sorted(stale.wanted),
        "later": list(stale.later),
        "total": total,
        "because": dict(because),
    }
    await jobs.enqueue(
        connection,
        NewJob(JOB, arguments, account_id=author.account_id, cause=dict(author.cause), priority=jobs.HIGH, id=job_id),
    )
    return job_id


async def put_down_whole(
    connection: Connection,
    app: RecordApp,
    author: Author,
    forms: Mapping[str, int],
    fields: Mapping[str, Collection[str]],
) -> UUID:
    """Have a job compute all records of forms, of which it is known how many there are; returns the job.

    One mark stands for all records of a form: to mark each of a million would make publishing wait.
    """
    job_id = new_id()
    for form, names in sorted(fields.items()):
        if names:
            await stale_records.MARK.run(
                connection,
                job_id=job_id,
                form=app.place(form),
                ids=[stale_records.ALL],
                fields=sorted(names),
                later=False,
            )
    arguments = {"app": app.name, "forms": (), "whole": sorted(forms), "total": sum(forms.values()), "because": {}}
    await jobs.enqueue(
        connection,
        NewJob(JOB, arguments, account_id=author.account_id, cause=dict(author.cause), priority=jobs.HIGH, id=job_id),
    )
    return job_id


def stale_fields(app: RecordApp, form: str, changed: frozenset[str]) -> dict[str, set[str]]:
    """Return by form which stored values are not up to date once fields of a form have changed."""
    found: dict[str, set[str]] = defaultdict(set)
    for of, name in app.dependencies.behind({(form, one) for one in changed}):
        found[of].add(name.replace("/", "."))
    return found


async def recomputing(reading: Reading, app: RecordApp, actor: Actor, form: str) -> Recomputing:
    """Return how far the records of a form are computed anew. Raises `NotFound`, `Forbidden`."""
    async with reading.database.connection() as connection:
        reader = await reading.reader(connection, actor, app=app)
        access = reading.access(app, reader, form)
        rows = await stale_records.OF_FORM.rows(connection, form=app.place(form))
    if not rows:
        return Recomputing()
    names = {name for row in rows for name in row["fields"]}
    return Recomputing(
        running=True,
        fields=tuple(sorted(_shown(access, names))),
        records=sum(_left(row) for row in rows),
        done=sum(row["done"] or 0 for row in rows),
        of=sum(row["total"] or row["count"] for row in rows),
        failed=all(row["state"] not in {"waiting", "running"} for row in rows),
    )


def _left(row: asyncpg.Record) -> int:
    """Return how many records a job has still to compute, of those that it has marked."""
    count: int = row["count"]
    if row["whole"] and row["total"]:
        count = max(0, row["total"] - (row["done"] or 0))
    return count


def _shown(access: FormAccess, names: set[str]) -> set[str]:
    """Return the fields that the reader may see in some record."""
    if access.reader.everything:
        return names
    blank = access.rights([True] * len(access.grants), None)
    return {name for name in names if blank.get(name, "hidden") != "hidden"}
