"""Renewal: what a new version of an app makes of the records that exist, computed values and the search over them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from engine_forms.form_set import FormSet
from lowcode.kernel import clock
from lowcode.services.actor import Actor
from lowcode.services.ledger_renewal import reposted
from lowcode.services.record_app import RecordApp
from lowcode.services.record_spread import Spreading
from lowcode.services.record_stale import JOB, put_down_whole, stale_fields
from lowcode.store import jobs
from lowcode.store.bound import Bound
from lowcode.store.database import Database
from lowcode.store.jobs import NewJob
from lowcode.store.names import quoted
from lowcode.store.plan import Plan
from lowcode.store.records import Author
from lowcode.store.search_text import vector
from lowcode.store.stale_records import DROP_ENDED
from lowcode.store.statement import Connection

MOST_AT_ONCE: Final = 10_000
"""Records that publishing renews itself, in its transaction; more are renewed afterwards, a batch at a time."""
_BATCH: Final = 500
FIRST: Final = UUID(int=0)
"""Before all records."""
_BEGUN_BEFORE: Final = timedelta(minutes=5)
"""How long somebody may have been writing a record when its app is published."""
_KNOWN_AFTER: Final = timedelta(minutes=1)
"""After how long every process works with what was published."""
_RENEWING: Final = frozenset({"compute_field", "convert_field", "show_field"})


def forms_to_renew(plan: Plan, old: FormSet | None, new: FormSet) -> dict[str, int]:
    """Return the forms whose records a plan makes stale, and how many records they have at the least."""
    found: dict[str, int] = {}
    for step in plan.steps:
        if step.kind in _RENEWING and step.records:
            form = step.place.split(".")[1]
            found[form] = max(found.get(form, 0), step.records)
    for name in new.forms:
        if old is not None and name in old.forms and _searched(new, name) - _searched(old, name):
            found.setdefault(name, 0)
    return found


def forms_computed(plan: Plan) -> set[str]:
    """Return the forms of which a plan lets more be computed, also while they have no records."""
    return {step.place.split(".")[1] for step in plan.steps if step.kind in _RENEWING}


async def renewed(connection: Connection, app: RecordApp, actor: Actor, forms: Iterable[str]) -> int:
    """Renew all records of forms in the transaction of the connection; returns how many values were computed anew."""
    author = _author(actor)
    spreading = Spreading(connection, app, author)
    for form in forms:
        last = FIRST
        while ids := await _ids(connection, app, form, last):
            last = ids[-1]
            await spreading.renew(form, ids)
            await _index(connection, app, form, ids)
    return spreading.count


async def renewed_some(
    connection: Connection,
    app: RecordApp,
    author: Author,
    form: str,
    after: UUID = FIRST,
    since: datetime | None = None,
) -> tuple[list[UUID], int]:
    """Renew the next records of a form in the transaction of the connection; returns them, and how many changed.

    With `since`, only those that somebody has written from then on, and no renewal after it.
    """
    ids = await _ids(connection, app, form, after, since)
    if not ids:
        return [], 0
    spreading = Spreading(connection, app, author)
    await spreading.renew(form, ids)
    await reposted(connection, app, form, ids, author)
    await _index(connection, app, form, ids)
    return ids, spreading.count


async def renewed_later(connection: Connection, app: RecordApp, actor: Actor, forms: Mapping[str, int]) -> UUID:
    """Have a job renew all records of forms, of which it is known how many there are; returns the job.

    Until it is done their computed values, and what is computed from these, are called stale.
    """
    fields: dict[str, set[str]] = defaultdict(set)
    for form in forms:
        stored = app.stored_values(form)
        fields[form] |= {name.replace("/", ".") for name in stored}
        for other, names in stale_fields(app, form, stored).items():
            fields[other] |= names
    return await put_down_whole(connection, app, _author(actor), forms, fields)


async def renewed_once_more(connection: Connection, app: RecordApp, actor: Actor, forms: Iterable[str]) -> None:
    """Have a job renew, a moment after this transaction, what was written by those who did not know of it yet.

    Whoever has begun to write, or works in another process, may still compute by the version before: a record that is
    written after all others were renewed lacks what the new version computes and posts.
    """
    arguments = {
        "app": app.name,
        "forms": (),
        "whole": sorted(forms),
        "since": (clock.now() - _BEGUN_BEFORE).isoformat(),
        "total": 0,
        "because": {},
    }
    author = _author(actor)
    job = NewJob(
        JOB, arguments, run_at=clock.now() + _KNOWN_AFTER, account_id=author.account_id, cause=dict(author.cause)
    )
    await jobs.enqueue(connection, job)


class AppRenewal:
    """The use case of renewing the records of an app, in one workspace."""

    def __init__(self, database: Database) -> None:
        """Take the workspace."""
        self._database = database

    async def renew(self, actor: Actor, app: RecordApp) -> dict[str, int]:
        """Compute all records of an app anew, a batch in each transaction; returns how many there are of each form.

        It can be broken off and begun again at any time: what is right already is not written.
        """
        actor.require()
        counts: dict[str, int] = {}
        for form in app.own_forms:
            last, counts[form] = FIRST, 0
            while True:
                async with self._database.transaction() as connection:
                    ids, _ = await renewed_some(connection, app, _author(actor), form, last)
                if not ids:
                    break
                last, counts[form] = ids[-1], counts[form] + len(ids)
            async with self._database.connection() as connection:
                await DROP_ENDED.run(connection, form=app.place(form))
        return counts


def _author(actor: Actor) -> Author:
    """Return who renews records, and why."""
    return Author(clock.now(), actor.account_id, {"kind": "publish"})


async def _ids(
    connection: Connection, app: RecordApp, form: str, after: UUID, since: datetime | None = None
) -> list[UUID]:
    """Return the next records of a form."""
    name = app.statements(form).shape.name
    bound = Bound([after])
    late = ""
    if since is not None:
        late = (
            f" AND r.updated_at >= {bound.put(since)} AND NOT EXISTS (SELECT FROM record_change h"
            f" WHERE h.form = {bound.put(app.place(form))} AND h.record_id = r.id AND h.version = r.version"
            " AND h.cause ->> 'kind' = 'publish')"
        )
    text = f"SELECT r.id FROM {name} AS r WHERE r.id > $1{late} ORDER BY r.id LIMIT {_BATCH}"
    return [row["id"] for row in await connection.fetch(text, *bound.values)]


async def _index(connection: Connection, app: RecordApp, form: str, ids: list[UUID]) -> None:
    """Let the search over all records find what some of them say now."""
    statements = app.statements(form)
    if not statements.shape.searchable:
        return
    rows = await statements.fetch(connection, ids)
    records: list[Any] = [statements.values(row) for row in rows]
    vectors = [vector(statements.searched(one)) for one in records]
    await connection.execute(
        f"UPDATE {statements.shape.name} AS t SET {quoted('search')} = v.words::tsvector"
        " FROM unnest($1::uuid[], $2::text[]) AS v (id, words)"
        " WHERE v.id = t.id AND t.search IS DISTINCT FROM v.words::tsvector",
        [UUID(str(one["id"])) for one in records],
        vectors,
    )


def _searched(forms: FormSet, form: str) -> set[str]:
    """Return the fields that the search looks into."""
    return {one.name for one in forms.forms[form].fields if one.searchable}
